/* Makes every sync of a database and of its log take so many milliseconds longer, and keeps when
 * those of the log were: what is acknowledged rests on them, the others are made beside commits.
 *
 * SLOW_SYNC_MS: milliseconds. SLOW_SYNC_LOG: file that gets two doubles per sync, begin and end,
 * in seconds of CLOCK_MONOTONIC, which all processes of a machine share. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static int named(int fd, const char *part) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, part) != NULL;
}

static void keep(double began, double ended) {
  static int log = -1;
  const char *name = getenv("SLOW_SYNC_LOG");
  if (log < 0 && name) log = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  double both[2] = {began, ended};
  if (log >= 0 && write(log, both, sizeof both) < 0) log = -1;
}

static int slowly(int fd, const char *name) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  if (!named(fd, ".db")) return real(fd);
  const char *given = getenv("SLOW_SYNC_MS");
  long pause = given ? atol(given) : 0;
  double began = now();
  int result = real(fd);
  struct timespec rest = {pause / 1000, pause % 1000 * 1000000};
  nanosleep(&rest, NULL);
  if (named(fd, ".db-wal")) keep(began, now());
  return result;
}

int fsync(int fd) { return slowly(fd, "fsync"); }
int fdatasync(int fd) { return slowly(fd, "fdatasync"); }
