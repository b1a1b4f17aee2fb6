// The usual framework for authorization plugins, allowing everything: what a plugin in Go costs before it judges.
package main

import (
	"log"
	"os"

	"github.com/docker/go-plugins-helpers/authorization"
)

type allow struct{}

func (allow) AuthZReq(authorization.Request) authorization.Response {
	return authorization.Response{Allow: true}
}

func (allow) AuthZRes(authorization.Request) authorization.Response {
	return authorization.Response{Allow: true}
}

func main() {
	log.Fatal(authorization.NewHandler(allow{}).ServeUnix(os.Args[1], 0))
}
