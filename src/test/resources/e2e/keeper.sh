#!/bin/sh
# What systemd does with a unit that has Restart=always: keeps the listening socket (descriptor 3), and starts the
# service again whenever it has ended, until the file `stop` is there. The service's process id is in the file `pid`.
#
# Usage: keeper.sh DIRECTORY COMMAND...
directory=$1
shift
while [ ! -e "$directory/stop" ]; do
  sh -c 'LISTEN_PID=$$ exec "$@"' - "$@" >> "$directory/sallyport.log" 2>&1 &
  echo $! > "$directory/pid.new" && mv "$directory/pid.new" "$directory/pid"
  wait
done
