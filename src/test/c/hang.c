/*
 * To be preloaded: what looks at a file under /hang does not come back, as on a file server that is gone; to force a
 * file to disk takes SLOW_SYNC_MS milliseconds.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void hang(const char *path) {
    if (path && !strncmp(path, "/hang", 5)) {
        for (;;) pause();
    }
}

#define NEXT(name, type) ((type) dlsym(RTLD_NEXT, name))

int access(const char *path, int mode) {
    hang(path);
    return NEXT("access", int (*)(const char *, int))(path, mode);
}

int stat(const char *path, struct stat *to) {
    hang(path);
    return NEXT("stat", int (*)(const char *, struct stat *))(path, to);
}

int stat64(const char *path, struct stat64 *to) {
    hang(path);
    return NEXT("stat64", int (*)(const char *, struct stat64 *))(path, to);
}

int lstat64(const char *path, struct stat64 *to) {
    hang(path);
    return NEXT("lstat64", int (*)(const char *, struct stat64 *))(path, to);
}

int statx(int directory, const char *path, int flags, unsigned mask, struct statx *to) {
    hang(path);
    return NEXT("statx", int (*)(int, const char *, int, unsigned, struct statx *))(directory, path, flags, mask, to);
}

int fstatat64(int directory, const char *path, struct stat64 *to, int flags) {
    hang(path);
    return NEXT("fstatat64", int (*)(int, const char *, struct stat64 *, int))(directory, path, to, flags);
}

char *realpath(const char *path, char *to) {
    hang(path);
    return NEXT("realpath", char *(*)(const char *, char *))(path, to);
}

static void slow(void) {
    const char *millis = getenv("SLOW_SYNC_MS");
    if (millis) usleep(1000 * atoi(millis));
}

int fdatasync(int file) {
    slow();
    return NEXT("fdatasync", int (*)(int))(file);
}

int fsync(int file) {
    slow();
    return NEXT("fsync", int (*)(int))(file);
}
