/*
 * To be preloaded: keeps in the directory POWER what a power failure would leave. Of a file that is as much as it held
 * when its last force began; of a directory, the names that it had when its last force began.
 *
 *   POWER/FILE        the bytes of a file, named by its inode and birth, since inodes are used again
 *   POWER/names.FILE  a line "FILE NAME" for each file of a directory
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void copy(int file, off_t size, FILE *to) {
    char path[64], bytes[1 << 16];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    int from = open(path, O_RDONLY | O_CLOEXEC);
    for (off_t at = 0; at < size;) {
        size_t want = size - at < (off_t) sizeof bytes ? (size_t) (size - at) : sizeof bytes;
        ssize_t count = pread(from, bytes, want, at);
        if (count <= 0) abort();
        fwrite(bytes, 1, count, to);
        at += count;
    }
    close(from);
}

static void name(int directory, const char *path, char *to, size_t room) {
    struct statx state;
    if (statx(directory, path, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_INO | STATX_BTIME, &state)) {
        *to = 0;
        return;
    }
    snprintf(to, room, "%llu-%lld.%09u", state.stx_ino, state.stx_btime.tv_sec, state.stx_btime.tv_nsec);
}

static void list(int directory, FILE *to) {
    char path[64], file[96];
    snprintf(path, sizeof path, "/proc/self/fd/%d", directory);
    DIR *entries = opendir(path);
    for (struct dirent *entry; (entry = readdir(entries));) {
        name(directory, entry->d_name, file, sizeof file);
        if (entry->d_type == DT_REG && *file) fprintf(to, "%s %s\n", file, entry->d_name);
    }
    closedir(entries);
}

/* Under a lock, so that an older state never replaces a newer one. */
static int force(const char *function, int file) {
    char known[96], path[4096], fresh[4100];
    struct stat state;
    pthread_mutex_lock(&lock);
    if (fstat(file, &state)) abort();
    int directory = S_ISDIR(state.st_mode);
    name(file, "", known, sizeof known);
    snprintf(path, sizeof path, "%s/%s%s", getenv("POWER"), directory ? "names." : "", known);
    snprintf(fresh, sizeof fresh, "%s.new", path);
    FILE *to = fopen(fresh, "we");
    if (!to) abort();
    if (directory) list(file, to); else copy(file, state.st_size, to);
    int done = ((int (*)(int)) dlsym(RTLD_NEXT, function))(file);
    if (fclose(to) || !done && rename(fresh, path)) abort();
    pthread_mutex_unlock(&lock);
    return done;
}

int fdatasync(int file) {
    return force("fdatasync", file);
}

int fsync(int file) {
    return force("fsync", file);
}
