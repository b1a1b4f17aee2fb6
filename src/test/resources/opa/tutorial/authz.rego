# In the style of the policies that people wrote for opa-docker-authz, in the language of that time (Rego v0): only fields of
# its input document, helper rules, a table of users by a header that the docker CLI can be configured to send.
package docker.authz

default allow = false

allow {
	not deny
	not read_only_user
}

allow {
	not deny
	read_only_user
	reading
}

# HEAD /_ping is deliberately missing: opa-docker-authz does not ask about it.
reading {
	input.Method == "GET"
}

users = {
	"bob": {"readOnly": true},
	"alice": {"readOnly": false},
}

read_only_user {
	users[input.Headers["Authz-User"]].readOnly
}

deny {
	seccomp_unconfined
}

deny {
	privileged
}

deny {
	writable_bind_outside_of_srv
}

deny {
	pulls_from_elsewhere
}

seccomp_unconfined {
	input.Body.HostConfig.SecurityOpt[_] == "seccomp:unconfined"
}

seccomp_unconfined {
	input.Body.HostConfig.SecurityOpt[_] == "seccomp=unconfined"
}

privileged {
	input.PathArr[count(input.PathArr) - 1] == "create"
	input.Body.HostConfig.Privileged == true
}

writable_bind_outside_of_srv {
	mount := input.BindMounts[_]
	not mount.ReadOnly
	not startswith(mount.Resolved, "/srv/")
}

pulls_from_elsewhere {
	re_match(`^(/v[0-9.]+)?/images/create$`, input.PathPlain)
	not startswith(input.Query.fromImage[0], "registry.example.com/")
}
