/* A process with one thread for tasks, as Node.js's platform has them. It is forked, and its child ends the
 * thread: all that it has begun is done then, and nobody looks at what was the queue's any more.
 *
 * platform HOW: busy, idle, asleep (nobody has woken it in the child), or twice (the child is forked). */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TASK = 200 * 1000 /* microseconds */ };

struct queue {
  pthread_mutex_t mutex;
  pthread_cond_t wanted;
  int tasks;
  int stopped;
  int waits;
};

static int begun, done, ended;

static void expect(int is_so, const char *what) {
  if (is_so) return;
  fprintf(stderr, "%s\n", what);
  _exit(1);
}

static int next_task(struct queue *queue) {
  pthread_mutex_lock(&queue->mutex);
  queue->waits = 1;
  while (queue->tasks == 0 && !queue->stopped) pthread_cond_wait(&queue->wanted, &queue->mutex);
  queue->waits = 0;
  int is_wanted = !queue->stopped;
  queue->tasks -= is_wanted;
  pthread_mutex_unlock(&queue->mutex);
  return is_wanted;
}

static void *work(void *queue) {
  while (next_task(queue)) {
    __atomic_store_n(&begun, 1, __ATOMIC_RELEASE);
    usleep(TASK);
    __atomic_store_n(&done, 1, __ATOMIC_RELEASE);
  }
  __atomic_store_n(&ended, 1, __ATOMIC_RELEASE);
  return NULL;
}

static void post(struct queue *queue) {
  pthread_mutex_lock(&queue->mutex);
  queue->tasks++;
  pthread_cond_signal(&queue->wanted);
  pthread_mutex_unlock(&queue->mutex);
}

static int does_wait(struct queue *queue) {
  pthread_mutex_lock(&queue->mutex);
  int waits = queue->waits;
  pthread_mutex_unlock(&queue->mutex);
  return waits;
}

static void await(int *flag) {
  while (!__atomic_load_n(flag, __ATOMIC_ACQUIRE)) usleep(100);
}

static void stop(struct queue *queue, pthread_t thread) {
  pthread_mutex_lock(&queue->mutex);
  queue->stopped = 1;
  pthread_cond_broadcast(&queue->wanted);
  pthread_mutex_unlock(&queue->mutex);
  pthread_join(thread, NULL);
  pthread_cond_destroy(&queue->wanted);
  pthread_mutex_destroy(&queue->mutex);
  free(queue);
}

static void end_busy(struct queue *queue, pthread_t thread) {
  post(queue);
  await(&begun);
  stop(queue, thread);
  expect(done, "the thread was joined before its task was done");
  expect(ended, "the thread was joined before its end");
}

static void end_idle(struct queue *queue, pthread_t thread) {
  post(queue);
  await(&done);
  while (!does_wait(queue)) usleep(100);
  stop(queue, thread);
  expect(ended, "the thread was joined before its end");
}

static int count_threads(void) {
  int count = 0;
  DIR *tasks = opendir("/proc/self/task");
  for (struct dirent *task; (task = readdir(tasks));) count += task->d_name[0] != '.';
  closedir(tasks);
  return count;
}

/* Another one's task is what would wake it. */
static void end_asleep(struct queue *queue, pthread_t thread) {
  struct queue other = {.mutex = PTHREAD_MUTEX_INITIALIZER, .wanted = PTHREAD_COND_INITIALIZER};
  stop(queue, thread);
  post(&other);
  expect(count_threads() == 1, "the thread was woken behind its end");
}

static int fork_this(void) {
  int (*fork_forkable)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "fork_forkable");
  expect(fork_forkable != NULL, "forkable.so is not preloaded");
  return fork_forkable();
}

static void leave(const char *how, struct queue *queue, pthread_t thread) {
  if (strcmp(how, "busy") == 0) end_busy(queue, thread);
  if (strcmp(how, "idle") == 0) end_idle(queue, thread);
  if (strcmp(how, "asleep") == 0) end_asleep(queue, thread);
  exit(0);
}

/* As whoever is forked has ended. */
static void pass_on(int child) {
  int status = 0;
  waitpid(child, &status, 0);
  expect(!WIFSIGNALED(status), strsignal(WTERMSIG(status)));
  _exit(WEXITSTATUS(status));
}

int main(int argc, char **argv) {
  struct queue *queue = calloc(1, sizeof *queue);
  pthread_t thread;
  const char *how = argc > 1 ? argv[1] : "";
  int is_twice = strcmp(how, "twice") == 0;
  pthread_mutex_init(&queue->mutex, NULL);
  pthread_cond_init(&queue->wanted, NULL);
  pthread_create(&thread, NULL, work, queue);
  while (!does_wait(queue)) usleep(100);
  int child = fork_this();
  if (child > 0) pass_on(child);
  if (!is_twice) leave(how, queue, thread);
  post(queue);
  await(&done);
  while (!does_wait(queue)) usleep(100);
  begun = done = 0;
  child = fork_this();
  if (child > 0) pass_on(child);
  leave("busy", queue, thread);
}
