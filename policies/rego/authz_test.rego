package docker.authz_test

import data.docker.authz

hardened := {
	"stage": "create",
	"user": {"text": "1000:1000", "state": "known", "uid": 1000, "why": ""},
	"capabilities": {"add": [], "drop": ["ALL"]},
	"mounts": [
		{"type": "bind", "target": "/data", "readOnly": true},
		{"type": "tmpfs", "target": "/tmp", "readOnly": false},
	],
	"hostConfig": {"Memory": 67108864, "Privileged": false},
}

# The hardened container, changed by some patches (RFC 6902).
changed(patches) := {"sallyport": {"process": null, "workload": json.patch(hardened, patches)}}

denied(patches, word) if {
	some reason in authz.deny with input as changed(patches)
	startswith(reason, word)
	not authz.allow with input as changed(patches)
}

test_what_is_no_container_is_allowed if {
	authz.allow with input as {"sallyport": {"process": null, "workload": null}}
}

test_what_others_say_is_denied if {
	not authz.allow with input as {"Method": "GET"}
}

test_hardened_container_is_allowed if {
	authz.decision == {"allow": true, "deny": set(), "remove": false} with input as changed([])
}

test_capabilities_kept if {
	denied([{"op": "replace", "path": "/capabilities/drop", "value": ["NET_RAW"]}], "capabilities: drop")
}

test_privileged_container if {
	denied([{"op": "replace", "path": "/hostConfig/Privileged", "value": true}], "capabilities: a privileged container")
}

test_privileged_process if {
	process := {"user": {"text": "1", "state": "known", "uid": 1, "why": ""}, "privileged": true}
	not authz.allow with input as {"sallyport": {"process": process, "workload": hardened}}
	authz.allow with input as {"sallyport": {"process": object.union(process, {"privileged": false}), "workload": hardened}}
}

test_capabilities_added if {
	denied([{"op": "replace", "path": "/capabilities/add", "value": ["SYS_ADMIN"]}], "capabilities: every")
}

test_low_ports_may_be_bound if {
	authz.allow with input as changed([{"op": "replace", "path": "/capabilities/add", "value": ["NET_BIND_SERVICE"]}])
}

test_root if {
	denied([{"op": "replace", "path": "/user", "value": {"text": "", "state": "known", "uid": 0, "why": ""}}], "user: the container runs as root")
}

test_unknown_user if {
	denied([{"op": "replace", "path": "/user", "value": {"text": "app", "state": "unknown", "uid": null, "why": "no passwd"}}], "user: who the container")
}

test_name_is_looked_up_at_the_start if {
	at_start := {"op": "replace", "path": "/user", "value": {"text": "app", "state": "at-start", "uid": null, "why": ""}}
	authz.allow with input as changed([at_start])
	denied([at_start, {"op": "replace", "path": "/stage", "value": "start"}], "user: who the container")
}

test_process_of_root if {
	process := {"user": {"text": "0", "state": "known", "uid": 0, "why": ""}, "privileged": false}
	not authz.allow with input as {"sallyport": {"process": process, "workload": hardened}}
}

test_memory_without_limit if {
	denied([{"op": "replace", "path": "/hostConfig/Memory", "value": 0}], "memory:")
}

test_writable_mount if {
	denied([{"op": "replace", "path": "/mounts/0/readOnly", "value": false}], "mount: /data")
}

test_every_stage_but_copies if {
	root := {"op": "replace", "path": "/user/uid", "value": 0}
	every stage in ["create", "start", "service", "enter"] {
		denied([root, {"op": "replace", "path": "/stage", "value": stage}], "user:")
	}
	every stage in ["copy-in", "copy-out"] {
		authz.allow with input as changed([root, {"op": "replace", "path": "/stage", "value": stage}])
	}
}
