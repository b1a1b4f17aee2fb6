#!/bin/sh
# Boots a Debian in namespaces of its own, with systemd as process 1: to be run by
# `unshare --fork --kill-child --pid --mount --uts --ipc --cgroup`.
#
# Usage: boot.sh ROOT ENGINE      ENGINE is mounted at /engine, read-only
set -eu
root=$1
mount --make-rprivate /
mount --bind "$root" "$root"
mkdir -p "$root/engine" "$root/old"
mount --bind "$2" "$root/engine"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sys "$root/sys"
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t cgroup2 cgroup "$root/sys/fs/cgroup"
else
  mount -t tmpfs -o mode=755 cgroup "$root/sys/fs/cgroup"
  for hierarchy in systemd cpu cpuacct cpuset memory devices freezer blkio pids; do
    mkdir "$root/sys/fs/cgroup/$hierarchy"
    options=$hierarchy
    [ "$hierarchy" != systemd ] || options=none,name=systemd
    mount -t cgroup -o "$options" cgroup "$root/sys/fs/cgroup/$hierarchy" || rmdir "$root/sys/fs/cgroup/$hierarchy"
  done
fi
mount -t tmpfs -o mode=755 run "$root/run"
mount -t tmpfs -o mode=755 dev "$root/dev"
for device in null zero full random urandom tty; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
ln -s /proc/self/fd "$root/dev/fd"
cd "$root"
pivot_root . old
umount -l /old
exec env -i container=docker PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=console </dev/null
