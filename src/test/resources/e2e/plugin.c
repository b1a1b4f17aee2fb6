/* The smallest authorization plugin: allows everything. Makes a managed plugin that can be enabled. */
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void answer(int connection) {
    static const char activate[] = "{\"Implements\":[\"authz\"]}", allow[] = "{\"Allow\":true}";
    char request[65536];
    ssize_t length = read(connection, request, sizeof request - 1);
    if (length <= 0) {
        return;
    }
    request[length] = 0;
    const char *body = strstr(request, "Activate") ? activate : allow;
    char head[200] = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/vnd.docker.plugins.v1.1+json\r\n\r\n";
    write(connection, head, strlen(head));
    write(connection, body, strlen(body));
}

int main(void) {
    struct sockaddr_un address = {AF_UNIX, "/run/docker/plugins/p.sock"};
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    unlink(address.sun_path);
    if (bind(server, (struct sockaddr *) &address, sizeof address) || listen(server, 16)) {
        return 1;
    }
    for (;;) {
        int connection = accept(server, 0, 0);
        answer(connection);
        close(connection);
    }
}
