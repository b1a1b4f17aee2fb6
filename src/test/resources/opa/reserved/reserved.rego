# A rule of its own beside policies/rego/authz.rego: what the built-in rules have nothing against.
package docker.authz

deny contains "names: `reserved` is taken" if input.Query.name[0] == "reserved"
