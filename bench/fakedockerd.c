/* fakedockerd - as much of dockerd as a benchmark needs: answers every GET with one JSON document, at once.
 *
 * build: gcc -O2 -Wall -Wextra -pthread -o fakedockerd fakedockerd.c
 * usage: fakedockerd SOCKET FILE
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static char answer[1 << 16];
static size_t answer_length;

static int load(const char *file) {
    static char body[1 << 15];
    FILE *in = fopen(file, "r");
    if (!in) return -1;
    size_t length = fread(body, 1, sizeof body, in);
    fclose(in);
    answer_length = snprintf(answer, sizeof answer,
        "HTTP/1.1 200 OK\r\nApi-Version: 1.45\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%.*s",
        length, (int) length, body);
    return answer_length < sizeof answer ? 0 : -1;
}

static void *serve(void *argument) {
    int fd = (int) (long) argument;
    char in[1 << 16];
    size_t held = 0;
    for (;;) {
        char *end = held ? memmem(in, held, "\r\n\r\n", 4) : NULL;
        if (!end) {
            ssize_t count = held < sizeof in ? read(fd, in + held, sizeof in - held) : 0;
            if (count <= 0) break;
            held += count;
            continue;
        }
        if (send(fd, answer, answer_length, MSG_NOSIGNAL) != (ssize_t) answer_length) break;
        size_t used = end + 4 - in;
        memmove(in, in + used, held -= used);
    }
    close(fd);
    return NULL;
}

int main(int count, char **arguments) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (count != 3 || strlen(arguments[1]) >= sizeof address.sun_path || load(arguments[2])) {
        fprintf(stderr, "usage: fakedockerd SOCKET FILE\n");
        return 2;
    }
    strcpy(address.sun_path, arguments[1]);
    unlink(arguments[1]);
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, (struct sockaddr *) &address, sizeof address) || listen(listener, 4096)) {
        perror("listen");
        return 1;
    }
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        pthread_t thread;
        if (fd >= 0 && pthread_create(&thread, NULL, serve, (void *) (long) fd)) close(fd);
        else if (fd >= 0) pthread_detach(thread);
    }
}
