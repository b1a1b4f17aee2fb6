# METADATA
# title: Four rules in Rego
# description: >-
#   No capabilities, no root, a memory limit, nothing mounted writable: for every container that is to be created, is about
#   to start, is entered, or belongs to a service. A starting point for policies of your own, not a floor: it says nothing of
#   privileged containers, the host's namespaces or its files. The built-in rules beside it do.
#   With opa.path docker/authz/decision the person who is denied is told why; docker/authz/allow is the bare answer.
package docker.authz

default allow := false

allow if count(deny) == 0

# What a container is denied for, it is denied for whoever asks: one that docker run --rm waits to see gone may be removed.
decision := {"allow": allow, "deny": deny, "remove": not_for_anybody}

default not_for_anybody := false

not_for_anybody if count(deny) > 0

# A copy into or out of a container starts nothing.
workload := input.sallyport.workload if input.sallyport.workload.stage in {"create", "start", "service", "enter"}

deny contains "input: not from Sallyport" if not input.sallyport

deny contains "capabilities: drop them all, with --cap-drop ALL" if {
	dropped := workload.capabilities.drop
	not "ALL" in dropped
}

# Whatever it drops, dockerd gives it all.
deny contains "capabilities: a privileged container has them all; leave out --privileged" if {
	workload.hostConfig.Privileged
}

deny contains "capabilities: a privileged process has them all; leave out --privileged" if {
	input.sallyport.process.privileged
}

deny contains "capabilities: every one but NET_BIND_SERVICE is too much" if {
	some capability in workload.capabilities.add
	capability != "NET_BIND_SERVICE"
}

deny contains sprintf("user: %s runs as root; take another user, with --user 1000:1000", [who]) if {
	some who, user in users
	user.uid == 0
}

deny contains sprintf("user: who %s runs as is not known: %s; take a number, with --user 1000:1000", [who, user.why]) if {
	some who, user in users
	not known(user)
}

users["the container"] := workload.user

users["the process"] := input.sallyport.process.user if input.sallyport.process != null

known(user) if user.state == "known"

# It will be: the start is judged too.
known(user) if {
	user.state == "at-start"
	workload.stage == "create"
}

deny contains "memory: set a limit, with --memory 512m" if {
	workload.hostConfig.Memory <= 0
}

deny contains sprintf("mount: %s is writable; mount it read-only", [mount.target]) if {
	some mount in workload.mounts
	mount.type != "tmpfs"
	not mount.readOnly
}
