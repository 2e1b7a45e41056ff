/* SPDX-License-Identifier: MIT */
/*
 * Lays out what --inspect has found. Decides only the form: what it shows, it is given. Names and command lines are
 * what a process wants them to be: they get out only through text_add_safe.
 */
#include "tools/draw.h"

#include <string.h>

#include "base/signame.h"
#include "proc/fate.h"

enum {
	COMMAND_BYTES = 4096,  /* of a command line; what is longer is cut */
	ROW_BYTES = 32768,     /* every byte of it may become six, and there is more in a row */
	NAMED_MAX = 16,        /* processes that the last sentence names */
	PID_WIDTH = 7,         /* of the kernel's highest, 4194304 */
	UID_WIDTH = 6,
	FATE_WIDTH = 12,       /* of SIGRTMAX-14, which stands above, and a blank */
	ESCAPE = '\x1b',       /* begins a colour; what processes are called is shown without it */
	COUNT_WIDTH = 7,       /* of OUTLIVE */
	NAME_END = 21,         /* in the table of namespaces: where the column of an id as docker ps shows it ends */
	SIGNAL_END = 29,       /* that of SIGTERM; a longer name moves the rest of its line */
	FATE_END = 39,         /* that of shielded? */
	ENDS_WIDTH = 24,       /* of that and the two numbers before it */
};

/* How a terminal is told to change the colour (ECMA-48, SGR): green, yellow, red; and back. */
static const char COLORS[VERDICT_COUNT][6] = {
	[VERDICT_ENDS] = "\x1b[32m",
	[VERDICT_UNCERTAIN] = "\x1b[33m",
	[VERDICT_OUTLIVES] = "\x1b[31m",
};
static const char RESET[] = "\x1b[0m";

/* Appends blanks up to byte END. */
static void pad(struct text *row, size_t end)
{
	while (row->length < end)
		text_add(row, " ");
}

/* Appends WORD and a blank, right-aligned in WIDTH bytes. */
static void add_right(struct text *row, const char *word, size_t width)
{
	size_t length = strlen(word);

	if (width > length)
		pad(row, row->length + width - length);
	text_add(row, "%s ", word);
}

static void add_number(struct text *row, unsigned int number, size_t width)
{
	TEXT_BUFFER(digits, 16);

	text_add(&digits, "%u", number);
	add_right(row, digits.data, width);
}

/* Appends the command line of process PID, its words apart by blanks. */
static void add_command(struct text *row, const struct view *view, int pid, const char *before, unsigned int how)
{
	char bytes[COMMAND_BYTES];
	long length = view->read_command(view, pid, bytes, sizeof(bytes));

	while (length > 0 && !bytes[length - 1])
		length--;
	if (length <= 0) /* a zombie has none, and one that just ended */
		return;
	for (long i = 0; i < length; i++)
		if (!bytes[i])
			bytes[i] = ' ';
	text_add(row, "%s", before);
	text_add_safe(row, bytes, (size_t)length, how);
}

static void add_branches(struct text *row, const struct tree_walk *walk, bool lines)
{
	static const char *const PARTS[2][4] = { { "   ", "|  ", "`- ", "|- " }, { "   ", "│  ", "└─ ", "├─ " } };
	int depth = tree_walk_level(walk);

	for (int level = 1; level <= depth; level++)
		text_add(row, "%s", PARTS[lines][(level == depth ? 2U : 0U) + (walk->more >> level & 1)]);
}

/* Ends the row, cut to COLUMNS characters of UTF-8; a colour takes no room. */
static void end_row(struct output *output, struct text *row, int columns)
{
	size_t length = 0;
	bool colored = false;

	for (int seen = 0; columns && length < row->length; length++) {
		if (row->data[length] == ESCAPE) {
			length += text_span(row->data + length, SIZE_MAX, "m");
			colored = !colored;
			continue;
		}
		seen += (row->data[length] & 0xc0) != 0x80;
		if (seen > columns)
			break;
	}
	if (columns)
		row->length = length;
	if (colored)
		text_add(row, "%s", RESET);
	output_take(output, row);
	output_add(output, "\n", 1);
}

/* Whether the signal waits for the process already. */
static bool is_pending(const struct view *view, const struct procstatus *status)
{
	return (status->pending | status->shared_pending) & signal_bit(view->signal);
}

/* Appends the word for its fate, and blanks up to byte END where there is no colour. */
static void add_fate(struct text *row, const struct view *view, const struct finding *finding, size_t end)
{
	if (view->color)
		text_add(row, "%s", COLORS[finding->verdict]);
	text_add(row, "%s", fate_word(finding->fate));
	if (finding->unsure)
		text_add(row, "?");
	if (view->color) {
		text_add(row, "%s", RESET);
		end += sizeof(COLORS[0]) - 1 + sizeof(RESET) - 1;
	}
	pad(row, end);
}

/* Appends its name and its command line. */
static void add_program(struct text *row, const struct view *view, const struct finding *finding, unsigned int how)
{
	text_add_safe(row, finding->status.name, strlen(finding->status.name), how);
	add_command(row, view, finding->status.pid, ": ", how);
}

static void add_row(struct text *row, const struct view *view, const struct tree_walk *walk, unsigned int how)
{
	const struct finding *finding = &view->findings[walk->at];
	const struct procstatus *status = &finding->status;

	add_number(row, (unsigned int)status->pid, PID_WIDTH);
	add_number(row, status->uid, UID_WIDTH);
	text_add(row, "%c ", status->state);
	add_fate(row, view, finding, row->length + FATE_WIDTH);
	add_branches(row, walk, how & TEXT_UTF8);
	if (view->tree.nodes[walk->at].outside)
		text_add(row, "[from outside] ");
	if (is_pending(view, status))
		text_add(row, "[pending] ");
	add_program(row, view, finding, how);
}

static int total(const int count[VERDICT_COUNT])
{
	return count[VERDICT_ENDS] + count[VERDICT_UNCERTAIN] + count[VERDICT_OUTLIVES];
}

/* Appends how many there are of VERDICT, WORDS, and which they are. */
static void add_named(struct text *row, const struct view *view, enum verdict verdict, const char *words,
                      unsigned int how)
{
	int count = view->count[verdict];
	int left = NAMED_MAX;
	struct tree_walk walk;

	if (count)
		text_add(row, "; %d", count);
	for (tree_walk_begin(&walk, &view->tree); walk.at != TREE_NONE && left; tree_walk_next(&walk)) {
		const struct finding *finding = &view->findings[walk.at];

		if (finding->verdict != verdict)
			continue;
		text_add(row, "%s%d (", words, finding->status.pid);
		text_add_safe(row, finding->status.name, strlen(finding->status.name), how);
		text_add(row, ", %s", fate_word(finding->fate));
		if (fate_depends(&finding->status, finding->fate))
			text_add(row, "; as PID 1 it ends only if its handler exits by itself");
		else if (finding->unsure)
			text_add(row, "?");
		text_add(row, ")");
		words = ", ";
		left--;
	}
	if (count > NAMED_MAX)
		text_add(row, " and %d more", count - NAMED_MAX);
}

static void add_summary(struct text *row, const struct view *view, unsigned int how)
{
	int all = total(view->count);

	signame_add(row, view->signal);
	text_add(row, " would end %d of %d process%s", view->count[VERDICT_ENDS], all, all == 1 ? "" : "es");
	add_named(row, view, VERDICT_OUTLIVES, " would outlive it: ", how);
	add_named(row, view, VERDICT_UNCERTAIN, " can't be told: ", how);
	text_add(row, ".");
}

static void add_header(struct text *row, int signal)
{
	size_t end;

	add_right(row, "PID", PID_WIDTH);
	add_right(row, "UID", UID_WIDTH);
	text_add(row, "S ");
	end = row->length + FATE_WIDTH;
	signame_add(row, signal);
	pad(row, end);
	text_add(row, "COMMAND");
}

void draw_text(struct output *output, const struct view *view)
{
	TEXT_BUFFER(row, ROW_BYTES);
	unsigned int how = view->utf8 ? TEXT_UTF8 : 0;
	struct tree_walk walk;

	if (view->plan) {
		text_add_safe(&row, view->plan, strlen(view->plan), how);
		end_row(output, &row, 0);
	}
	add_header(&row, view->signal);
	end_row(output, &row, view->columns);
	for (tree_walk_begin(&walk, &view->tree); walk.at != TREE_NONE; tree_walk_next(&walk)) {
		add_row(&row, view, &walk, how);
		end_row(output, &row, view->columns);
	}
	add_summary(&row, view, how);
	end_row(output, &row, 0);
	if (view->blind) {
		text_add(&row, "A ? marks a guess: to see what a process reads takes the right to trace it.");
		end_row(output, &row, 0);
	}
}

static void add_string(struct text *row, const char *key, const char *value)
{
	text_add(row, "\"%s\":\"", key);
	text_add_safe(row, value, strlen(value), TEXT_JSON);
	text_add(row, "\",");
}

static void add_flag(struct text *row, const char *key, bool value)
{
	text_add(row, ",\"%s\":%s", key, value ? "true" : "false");
}

/* The members that say who a process is and what would become of it. */
static void add_verdict(struct text *row, const struct view *view, const struct finding *finding)
{
	add_string(row, "name", finding->status.name);
	text_add(row, "\"command\":\"");
	add_command(row, view, finding->status.pid, "", TEXT_JSON);
	text_add(row, "\",\"fate\":\"%s\"", fate_word(finding->fate));
	add_flag(row, "unsure", finding->unsure);
}

static void add_object(struct text *row, const struct view *view, int at)
{
	const struct finding *finding = &view->findings[at];
	const struct procstatus *status = &finding->status;

	text_add(row, "{\"pid\":%d,\"parent\":%d,\"uid\":%u,\"state\":\"%c\",", status->pid, status->parent, status->uid,
	         status->state);
	add_verdict(row, view, finding);
	add_flag(row, "outlives", finding->verdict == VERDICT_OUTLIVES);
	add_flag(row, "pending", is_pending(view, status));
	add_flag(row, "outside", view->tree.nodes[at].outside);
	text_add(row, "}");
}

void draw_json(struct output *output, const struct view *view)
{
	TEXT_BUFFER(row, ROW_BYTES);
	struct tree_walk walk;

	text_add(&row, "{");
	add_string(&row, "plan", view->plan ? view->plan : "");
	text_add(&row, "\"signal\":\"");
	signame_add(&row, view->signal);
	text_add(&row, "\",\"total\":%d,\"outliving\":%d,\"uncertain\":%d,\"processes\":[\n", total(view->count),
	         view->count[VERDICT_OUTLIVES], view->count[VERDICT_UNCERTAIN]);
	output_take(output, &row);
	for (tree_walk_begin(&walk, &view->tree); walk.at != TREE_NONE; tree_walk_next(&walk)) {
		if (walk.at != view->tree.root)
			text_add(&row, ",\n");
		add_object(&row, view, walk.at);
		output_take(output, &row);
	}
	text_add(&row, "]}\n");
	output_take(output, &row);
}

/* ---- All namespaces */

/* How many namespaces have VERDICT as the worst. */
static int count_worst(const struct namespaces *all, enum verdict verdict)
{
	int count = 0;

	for (int i = 0; i < all->count; i++)
		count += namespaces_worst(&all->of[namespaces_at(all, i)]) == verdict;
	return count;
}

/* Ends a column before byte END, with a blank at least. */
static void end_column(struct text *row, size_t end)
{
	pad(row, end - 1);
	text_add(row, " ");
}

static void add_namespace(struct text *row, const struct view *view, const struct namespace *namespace,
                          const struct finding *init)
{
	unsigned int how = view->utf8 ? TEXT_UTF8 : 0;
	const char *name = namespace->name;
	size_t base;

	if (!*name)
		name = "-";
	add_number(row, (unsigned int)init->status.pid, PID_WIDTH);
	text_add_safe(row, name, strlen(name), how);
	end_column(row, NAME_END);
	signame_add(row, namespace->signal);
	end_column(row, SIGNAL_END);
	add_fate(row, view, init, FATE_END);
	base = row->length;
	add_number(row, (unsigned int)namespace->count[VERDICT_OUTLIVES], COUNT_WIDTH);
	add_number(row, (unsigned int)namespace->count[VERDICT_UNCERTAIN], COUNT_WIDTH);
	text_add(row, "%d of %d", namespace->count[VERDICT_ENDS], total(namespace->count));
	end_column(row, base + ENDS_WIDTH);
	add_program(row, view, init, how);
}

void draw_namespaces_text(struct output *output, const struct view *view, const struct namespaces *all)
{
	TEXT_BUFFER(row, ROW_BYTES);

	if (!all->count) {
		text_add(&row, "No other PID namespace can be seen from here (a container sees them with --pid host).");
		end_row(output, &row, 0);
		return;
	}
	text_add(&row, "    PID CONTAINER    SIGNAL  PID 1     OUTLIVE  UNSURE ENDS    COMMAND");
	end_row(output, &row, view->columns);
	for (int i = 0; i < all->count; i++) {
		int at = namespaces_at(all, i);

		add_namespace(&row, view, &all->of[at], &view->findings[at]);
		end_row(output, &row, view->columns);
	}
	text_add(&row, "PID namespaces: %d; a process would outlive the signal in %d, may do so in %d.", all->count,
	         count_worst(all, VERDICT_OUTLIVES), count_worst(all, VERDICT_UNCERTAIN));
	end_row(output, &row, 0);
}

static void add_namespace_object(struct text *row, const struct view *view, const struct namespaces *all, int at)
{
	const struct namespace *namespace = &all->of[at];
	const struct finding *init = &view->findings[at];
	int around = 0;

	if (namespace->outer != TREE_NONE)
		around = view->findings[namespace->outer].status.pid;
	text_add(row, "{\"pid\":%d,\"around\":%d,", init->status.pid, around);
	add_string(row, "container", namespace->name);
	add_string(row, "signal", signame_of(namespace->signal).text);
	add_verdict(row, view, init);
	text_add(row, ",\"total\":%d,\"outliving\":%d,\"uncertain\":%d}", total(namespace->count),
	         namespace->count[VERDICT_OUTLIVES], namespace->count[VERDICT_UNCERTAIN]);
}

void draw_namespaces_json(struct output *output, const struct view *view, const struct namespaces *all)
{
	TEXT_BUFFER(row, ROW_BYTES);

	text_add(&row, "{\"total\":%d,\"outliving\":%d,\"uncertain\":%d,\"namespaces\":[", all->count,
	         count_worst(all, VERDICT_OUTLIVES), count_worst(all, VERDICT_UNCERTAIN));
	for (int i = 0; i < all->count; i++) {
		text_add(&row, i ? ",\n" : "\n");
		add_namespace_object(&row, view, all, namespaces_at(all, i));
		output_take(output, &row);
	}
	text_add(&row, "]}\n");
	output_take(output, &row);
}
