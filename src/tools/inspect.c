/* SPDX-License-Identifier: MIT */
/*
 * Looks at the processes below one, once, from outside: it sends nothing and changes nothing. Works in one piece of
 * memory that grows with what it meets (TREE_MAX); processes that end meanwhile are no errors.
 */
#include "tools/inspect.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/kernel.h"
#include "base/log.h"
#include "proc/procfs.h"
#include "tools/describe.h"
#include "tools/draw.h"
#include "tools/screen.h"
#include "tools/finding.h"
#include "tools/namespaces.h"

enum {
	PLAN_BYTES = 131072,     /* of a foster's command line, and of its environment */
	SENTENCE_BYTES = 3072,
	ALL = 0,                 /* in place of a pid */
	PATIENCE_MS = 10000,     /* with one process: a million descriptors may take it */
	LOOKS = 4,               /* at one that blocks the signal: it may be between fork and exec */
	BETWEEN_LOOKS_MS = 20,
};

/* The exit status where this is the worst verdict. */
static const uint8_t STATUSES[VERDICT_COUNT] = { [VERDICT_ENDS] = 0, [VERDICT_OUTLIVES] = 1, [VERDICT_UNCERTAIN] = 2 };

/* All that is too large for the stack. */
struct workspace {
	char words[PLAN_BYTES], variables[PLAN_BYTES];
	struct description description;
	char sentence[SENTENCE_BYTES];
	struct tree_node nodes[TREE_MAX];
	struct finding findings[TREE_MAX];
	struct namespaces namespaces;
};

/* How the walk over all processes went. */
struct tally {
	int refused;  /* processes that could not be read */
	int error;    /* why: the errno of the last */
	bool full;    /* there were more than TREE_MAX */
};

static bool is_gone(int error)
{
	return error == ENOENT || error == ESRCH;
}

/* The likely cause of an error of /proc's. */
static const char *hint(int error)
{
	if (error == EPERM)
		return " (/proc is mounted with hidepid)";
	if (error == EINVAL)
		return " (its status tells no signal masks)";
	return "";
}

/* Reads foster's own status and that of PID. False after a sentence that says what is in the way. */
static bool read_root(struct procstatus *self, struct procstatus *root, int pid)
{
	int error = procfs_self(self);

	errno = error;
	if (error) {
		if (error > 0)
			log_error("cannot read /proc/self/status: %m (is /proc mounted, for this PID namespace?)");
		else
			log_error("cannot inspect %d: /proc is that of another PID namespace", pid);
		return false;
	}
	error = procfs_status(root, pid);
	if (!error)
		return true;
	errno = error;
	if (is_gone(error) && kernel_kill(pid, 0) != ESRCH)
		log_error("cannot inspect %d: /proc hides it from this user (hidepid)", pid);
	else
		log_error("cannot inspect %d: %m%s", pid, hint(error));
	return false;
}

/* Whether ROOT is a foster: its program says so or, where that can't be read, its name. */
static bool is_foster(const struct procstatus *self, const struct procstatus *root)
{
	int seen = procfs_is_foster(root->pid);

	if (seen >= 0)
		return seen;
	return strcmp(root->name, "foster") == 0 || strcmp(root->name, self->name) == 0;
}

static void read_plan(struct workspace *workspace, struct view *view, const struct procstatus *root)
{
	int pid = root->pid;
	struct text sentence = TEXT_IN(workspace->sentence);
	long length = procfs_read(pid, "cmdline", workspace->words, sizeof(workspace->words));
	long bytes = procfs_read(pid, "environ", workspace->variables, sizeof(workspace->variables));

	describe_read(&workspace->description, workspace->words, length, workspace->variables, bytes,
	              root->parent && !root->init && procfs_is_foster(root->parent) > 0);
	describe_add(&sentence, &workspace->description, pid);
	view->plan = workspace->sentence;
}

/*
 * The signal that --stop-signal names; else the one that ROOT sends first, where it is a foster, whose plan is in VIEW
 * then; else SIGTERM.
 */
static int choose_signal(const struct options *options, struct workspace *workspace, struct view *view,
                         const struct procstatus *self, const struct procstatus *root)
{
	view->plan = NULL;
	if (is_foster(self, root))
		read_plan(workspace, view, root);
	for (int i = 0; i < options->plan.count; i++)
		if (options->plan.rungs[i].signal > 0)
			return options->plan.rungs[i].signal;
	if (view->plan)
		return describe_signal(&workspace->description);
	return SIGTERM;
}

/* A kernel thread is the only thing that can ignore or catch SIGKILL. */
static bool is_kernels(const struct procstatus *status)
{
	return (status->ignored | status->caught) & signal_bit(SIGKILL);
}

/* Fills the table with all processes but the kernel's, and the two that inspect: SELF and its parent OBSERVER. */
static bool gather(struct view *view, int self, int observer, int root, struct tally *tally)
{
	struct procstatus status;
	struct procfs_walk walk;
	int pid;

	if (!procfs_open(&walk, "/proc")) {
		log_error("cannot read /proc: %m");
		return false;
	}
	while (!tally->full && (pid = procfs_next(&walk)) > 0) {
		bool inspects = (pid == self || pid == observer) && pid != root;
		int error = ESRCH;
		int at = TREE_NONE;

		if (!inspects)
			error = procfs_status(&status, pid);
		*view->at = pid;
		if (!error && (pid == root || !is_kernels(&status)))
			at = tree_add(&view->tree, status.pid, status.parent);
		tally->full = at == TREE_FULL;
		if (at >= 0)
			view->findings[at] = (struct finding){ .status = status };
		if (error && !is_gone(error)) {
			tally->refused++;
			tally->error = error;
		}
	}
	procfs_close(&walk);
	return true;
}

/* Reads again those whose parent has ended meanwhile: they have another one now. */
static void find_parents(struct view *view)
{
	struct procstatus status;

	for (int i = 0; i < view->tree.count; i++) {
		struct tree_node *node = &view->tree.nodes[i];

		if (!node->parent_pid || tree_find(&view->tree, node->parent_pid) != TREE_NONE ||
		    procfs_status(&status, node->pid) != 0)
			continue;
		view->findings[i].status = status;
		node->parent_pid = status.parent;
	}
}

/*
 * Judges all that are asked about, and looks again at those that block the signal: a shell blocks its signals between
 * fork and exec, and so do many programs while they start another one. Only one that blocks it at every look counts.
 */
static void judge(struct view *view)
{
	bool blocked = true;

	for (int look = 0; blocked && look < LOOKS; look++) {
		if (look > 0)
			kernel_poll(NULL, 0, BETWEEN_LOOKS_MS);
		blocked = false;
		for (int at = 0; at < view->tree.count; at++) {
			struct finding *finding = &view->findings[at];

			if (!finding->signal || (look > 0 && finding->fate != FATE_BLOCKED))
				continue;
			*view->at = finding->status.pid;
			if (look == 0)
				finding_judge(finding);
			else
				finding_again(finding);
			blocked |= finding->fate == FATE_BLOCKED;
		}
	}
}

/* Finds what becomes of each process in the tree, and counts. */
static void decide(struct view *view)
{
	struct tree_walk walk;

	for (tree_walk_begin(&walk, &view->tree); walk.at != TREE_NONE; tree_walk_next(&walk))
		view->findings[walk.at].signal = (uint8_t)view->signal;
	view->findings[view->tree.root].foster = view->plan;
	judge(view);
	for (int at = 0; at < view->tree.count; at++) {
		if (view->findings[at].signal)
			view->count[view->findings[at].verdict]++;
		view->blind |= view->findings[at].blind;
	}
}

/* The same as decide for all in PID namespaces below this one, each with the signal that its PID 1 is to get. */
static void decide_all(struct workspace *workspace, struct view *view, const struct options *options,
                       const struct procstatus *self, struct tally *tally)
{
	struct namespaces *all = &workspace->namespaces;
	int refused = namespaces_find(all, &view->tree, view->findings);

	if (refused)
		tally->error = errno;
	tally->refused += refused;
	for (int i = 0; i < all->count; i++) {
		int at = namespaces_at(all, i);
		const struct procstatus *init = &view->findings[at].status;

		*view->at = init->pid;
		namespaces_name(all, at, init->pid, workspace->variables, sizeof(workspace->variables));
		all->of[at].signal = choose_signal(options, workspace, view, self, init);
		view->findings[at].foster = view->plan;
	}
	for (int at = 0; at < view->tree.count; at++)
		if (all->home[at] != TREE_NONE)
			view->findings[at].signal = (uint8_t)all->of[all->home[at]].signal;
	judge(view);
	for (int at = 0; at < view->tree.count; at++)
		if (all->home[at] != TREE_NONE)
			all->of[all->home[at]].count[view->findings[at].verdict]++;
	namespaces_sort(all, view->findings);
}

/* Reports what could not be read. Whether that was nothing. */
static bool report_missing(const struct view *view, const struct tally *tally)
{
	errno = tally->error;
	if (tally->full)
		log_error("cannot inspect more than %d processes, and there are more", TREE_MAX);
	else if (tally->refused)
		log_error("cannot inspect %d of the processes: %m%s", tally->refused, hint(tally->error));
	else if (tree_find(&view->tree, 1) == TREE_NONE)
		log_error("cannot inspect processes of other users: /proc hides them (hidepid)");
	else
		return true;
	return false;
}

static long read_command(const struct view *view, int pid, char *bytes, size_t size)
{
	*view->at = pid;
	return procfs_read(pid, "cmdline", bytes, size);
}

/* Prints the tree. The exit status. */
static int print_tree(struct output *output, const struct view *view, bool json)
{
	if (json)
		draw_json(output, view);
	else
		draw_text(output, view);
	if (view->count[VERDICT_OUTLIVES])
		return STATUSES[VERDICT_OUTLIVES];
	if (view->count[VERDICT_UNCERTAIN])
		return STATUSES[VERDICT_UNCERTAIN];
	return STATUSES[VERDICT_ENDS];
}

/* The same for the PID namespaces. */
static int print_all(struct output *output, const struct view *view, const struct namespaces *all, bool json)
{
	enum verdict worst = VERDICT_ENDS;

	if (json)
		draw_namespaces_json(output, view, all);
	else
		draw_namespaces_text(output, view, all);
	if (all->count)
		worst = namespaces_worst(&all->of[namespaces_at(all, 0)]); /* the slowest one's */
	return STATUSES[worst];
}

/* Reads and prints, in WORKSPACE; *AT is always the process that is being read. */
static int inspect(struct workspace *workspace, const struct options *options, int pid, volatile int *at)
{
	struct view view = { .at = at, .read_command = read_command, .utf8 = screen_utf8(), .columns = screen_columns(),
	                     .color = screen_color(options->color) };
	struct tally tally = { 0 };
	struct procstatus self, root;
	struct output output;
	bool all = pid == ALL;
	int status;

	if (all)
		pid = 1;
	*at = pid;
	if (!read_root(&self, &root, pid))
		return EXITCODE_FAILED;
	if (!all)
		view.signal = choose_signal(options, workspace, &view, &self, &root);
	tree_begin(&view.tree, workspace->nodes, TREE_MAX);
	view.findings = workspace->findings;
	if (!gather(&view, self.pid, self.parent, pid, &tally))
		return EXITCODE_FAILED;
	find_parents(&view);
	if (!tree_link(&view.tree, pid)) {
		log_error("cannot inspect %d: it has just ended, or is a thread", pid);
		return EXITCODE_FAILED;
	}
	if (all)
		decide_all(workspace, &view, options, &self, &tally);
	else
		decide(&view);
	output_begin(&output);
	output.waits = at;
	if (all)
		status = print_all(&output, &view, &workspace->namespaces, options->inspect_json);
	else
		status = print_tree(&output, &view, options->inspect_json);
	status = output_end(&output, status);
	if (!report_missing(&view, &tally))
		status = EXITCODE_FAILED;
	return status;
}

/* What the process that reads does. Its exit status. */
static int run_reader(const struct options *options, int pid, volatile int *at)
{
	struct workspace *workspace;

	kernel_prctl(PR_SET_PDEATHSIG, SIGKILL, 0);
	workspace = kernel_memory(sizeof(*workspace), MAP_PRIVATE);
	if (workspace)
		return inspect(workspace, options, pid, at);
	log_error("cannot get memory: %m");
	return EXITCODE_FAILED;
}

/*
 * Waits until the process READER closes its end of the pipe, as it ends; *AT is zero while it waits for the reader of
 * its output. A process can hold up the reading of its files, for ever: what they show may be in memory that a FUSE
 * never fills, or protected by a lock that is held meanwhile. Then foster says so and ends.
 */
static int await(int reader, int pipe, const volatile int *at)
{
	struct pollfd closed = { .fd = pipe };
	int status = EXITCODE_FAILED << 8;
	int last;

	do
		last = *at;
	while (kernel_poll(&closed, 1, PATIENCE_MS) == 0 && (last != *at || last == 0));
	if (kernel_poll(&closed, 1, 0) == 0) {
		log_error("cannot inspect %d: reading it in /proc hangs", last);
		kernel_kill(reader, SIGKILL);
		return EXITCODE_FAILED;
	}
	kernel_wait4(reader, &status, 0);
	if (WIFSIGNALED(status))
		return EXITCODE_SIGNAL_BASE + WTERMSIG(status);
	return WEXITSTATUS(status);
}

int inspect_run(const struct options *options)
{
	const char *word = options->operands[0];
	const char *end = word;
	int pid = 1;
	int ends[2];
	int reader;
	int *at;

	if (word && strcmp(word, "all") == 0) {
		pid = ALL;
		end += 3;
	} else if (word && (pid = (int)text_number(&end, INT_MAX)) == 0) {
		pid = -1;
	}
	if (word && options->operands[1])
		word = options->operands[1]; /* one too many */
	if (word && (pid < 0 || *end || word != options->operands[0])) {
		log_error("cannot inspect %s: --inspect wants one process id or all, and options before it", word);
		return EXITCODE_FAILED;
	}
	at = kernel_memory(sizeof(*at), MAP_SHARED);
	if (!at || kernel_pipe(ends) < 0 || (reader = kernel_fork()) < 0) {
		log_error("cannot start a process that reads /proc: %m");
		return EXITCODE_FAILED;
	}
	if (reader == 0)
		return run_reader(options, pid, at);
	kernel_close(ends[1]);
	return await(reader, ends[0], at);
}
