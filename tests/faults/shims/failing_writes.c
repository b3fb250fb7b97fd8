/* Lets writes to database files fail as long as a file exists.
 *
 * FAIL_WHILE: that file. FAIL_WITH: the error's number, such as 30 for a read-only disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int fails(int fd) {
  const char *sign = getenv("FAIL_WHILE");
  if (!sign || access(sign, F_OK)) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  if (!strstr(path, ".db")) return 0;
  errno = atoi(getenv("FAIL_WITH"));
  return 1;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
  ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
  return fails(fd) ? -1 : real(fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
  ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  return fails(fd) ? -1 : real(fd, data, size, at);
}
