# What another version of the bundle brings.
package docker.authz

deny contains "closed: nobody lists containers" if input.sallyport.operation == "ContainerList"
