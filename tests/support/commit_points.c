// Loaded into the program by LD_PRELOAD: kills it at a chosen commit, which is a sync of the disk for SQLite and a COMMIT for PostgreSQL.
//   COMMIT_ARMED   a file; commits count while it exists
//   COMMIT_POINT   which of them is the last
//   COMMIT_MOMENT  before: it never happened; after: it happened, and nobody was told
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_int g_commits;

static int is_last(void) {
    const char* armed = getenv("COMMIT_ARMED");
    const char* point = getenv("COMMIT_POINT");
    if (armed == NULL || point == NULL || access(armed, F_OK) != 0) return 0;
    return atomic_fetch_add(&g_commits, 1) + 1 == atoi(point);
}

static void die_if(int last, const char* moment) {
    if (last && strcmp(getenv("COMMIT_MOMENT"), moment) == 0) kill(getpid(), SIGKILL);
}

int fdatasync(int file) {
    int (*const real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    const int last = is_last();
    die_if(last, "before");
    const int result = real(file);
    die_if(last, "after");
    return result;
}

// The program asks and waits for the answer apart: a commit has happened when its result is there, on the thread that asked. It may travel
// behind other statements, whose results come first.
static _Thread_local int t_last_asked;

static int is_commit(const char* statement) {
    const char* const name = "unit.commit";  // the program's, with a number in front
    const size_t length = strlen(statement);
    return length >= strlen(name) && strcmp(statement + length - strlen(name), name) == 0;
}

int PQsendQueryPrepared(void* connection, const char* statement, int count, const char* const* values, const int* lengths,
                        const int* formats, int result_format) {
    int (*const real)(void*, const char*, int, const char* const*, const int*, const int*, int) =
        (int (*)(void*, const char*, int, const char* const*, const int*, const int*, int))dlsym(RTLD_NEXT, "PQsendQueryPrepared");
    t_last_asked = is_commit(statement) && is_last();
    die_if(t_last_asked, "before");
    return real(connection, statement, count, values, lengths, formats, result_format);
}

void* PQgetResult(void* connection) {
    void* (*const real)(void*) = (void* (*)(void*))dlsym(RTLD_NEXT, "PQgetResult");
    char* (*const tag)(void*) = (char* (*)(void*))dlsym(RTLD_NEXT, "PQcmdStatus");
    void* const result = real(connection);
    die_if(t_last_asked && result != NULL && strcmp(tag(result), "COMMIT") == 0, "after");
    return result;
}
