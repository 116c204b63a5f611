/* The C interface of gongwen. For C99 and later, C++, and every language that can call C. docs/LIBRARY.md describes it
   with examples, and lists the options of each call.
 *
 *   gw_engine *engine = NULL;
 *   gw_result_free(gw_engine_new(NULL, 0, NULL, 0, &engine));
 *   gw_file data = {"letter.json", NULL, 0};
 *   gw_result *result = gw_render(engine, "commitment-letter", &data, 1, "{\"format\": \"pdf\"}", GW_TO_ZERO, NULL);
 *   if (gw_status(result) == GW_DONE) bytes = gw_file_bytes(result, 0, &size);
 *
 * Texts are UTF-8. A text with a size may contain any bytes; GW_TO_ZERO as its size means that it ends with a zero
 * byte. If a required pointer is NULL, the result reports it. Arguments need to live only until the call returns.
 *
 * Options are a JSON object whose members are named like the long options of the command `gongwen`. NULL with the size
 * 0 is the same as {}. An unknown member is an error that names its JSON pointer, so no option is silently ignored.
 *
 * Calls that return a gw_result never return NULL: if memory runs out, they return a constant result that says so, on
 * which gw_result_free has no effect.
 *
 * Threads: any number of threads may use one gw_engine at once, and read one gw_result at once. gw_cancel may be called
 * from any thread. Do not free an object while another thread uses it. After fork, the child may use only engines that
 * it has created itself.
 *
 * No C++ exception leaves a call, and no call ends the program. */
#ifndef GONGWEN_GONGWEN_H
#define GONGWEN_GONGWEN_H

#include <stddef.h>

#if defined(__GNUC__) || defined(__clang__)
#define GW_API __attribute__((visibility("default")))
#else
#define GW_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The size of a text that ends with a zero byte. */
#define GW_TO_ZERO ((size_t)-1)

/* What gw_status returns: the exit statuses of the command. */
#define GW_DONE 0            /* everything requested was done; there may be warnings */
#define GW_BAD_INPUT 1       /* the data, a template, a form or a style sheet has errors */
#define GW_BAD_USAGE 2       /* the call is wrong: an option, a kind, a missing argument */
#define GW_BAD_ENVIRONMENT 3 /* a file, a font, the disk or the memory */
#define GW_UNKNOWN 4         /* gw_verify alone: nothing was changed, and nobody vouches for the signer */

typedef struct gw_engine gw_engine; /* kinds, fonts and templates, read when they are first needed */
typedef struct gw_result gw_result; /* files and messages of one call */
typedef struct gw_call gw_call;     /* the handle to cancel running calls */

/* A file: on disk if `bytes` is NULL, otherwise in memory. `path` ends with a zero byte; for a file in memory it is the
   name in messages, and its ending determines how the bytes are read. For an empty file in memory, set `size` to 0 and
   `bytes` to any pointer but NULL. */
typedef struct gw_file {
  const char* path;
  const void* bytes;
  size_t size;
} gw_file;

/* Called while a call is running: `event` is a JSON object of `size` bytes, followed by a zero byte. Events come one at
   a time, but from different threads. Return 0 to continue, any other value to end the call. Must not throw an
   exception or call longjmp. */
typedef int (*gw_progress)(void* context, const char* event, size_t size);

/* The version of the library, `0.1.0`; a constant. */
GW_API const char* gw_version(void);

/* Creates an engine. `templates` are files of bundles, such as `my-kind/template.html`, which are searched before all
   folders. Sets `*engine`, to NULL if the result's status is not GW_DONE. */
GW_API gw_result* gw_engine_new(const char* options, size_t options_size, const gw_file* templates,
                                size_t template_count, gw_engine** engine);
/* NULL is allowed. Results outlive their engine. */
GW_API void gw_engine_free(gw_engine* engine);

/* Kinds and their data. Each result has one file: JSON, or a data file to fill in. */
GW_API gw_result* gw_list(const gw_engine* engine);
GW_API gw_result* gw_describe(const gw_engine* engine, const char* kind, const char* options, size_t options_size);
/* The texts of a kind that the option `texts` of other calls replaces, as JSON. */
GW_API gw_result* gw_texts(const gw_engine* engine, const char* kind, const char* options, size_t options_size);
/* `data`: NULL, or existing data that a workbook is filled with. */
GW_API gw_result* gw_new_data(const gw_engine* engine, const char* kind, const gw_file* data, const char* options,
                              size_t options_size);

/* Documents. `data[0]` is the data; the others are files in memory that it names, such as pictures. Without data, the
   blank form is rendered. `kind` may be NULL if the data is a workbook or form on disk that is stamped with its kind.
   `call` may be NULL. Without the option `output` the documents are returned as files of the result. */
GW_API gw_result* gw_check(const gw_engine* engine, const char* kind, const gw_file* data, size_t data_count,
                           const char* options, size_t options_size, gw_call* call);
GW_API gw_result* gw_render(const gw_engine* engine, const char* kind, const gw_file* data, size_t data_count,
                            const char* options, size_t options_size, gw_call* call);
/* `html[0]` is a page of HTML and CSS that is not a template. */
GW_API gw_result* gw_typeset(const gw_engine* engine, const gw_file* html, size_t html_count, const char* options,
                             size_t options_size, gw_call* call);
/* Binds several documents into one PDF. `plan[0]` is the plan; the others are files in memory that it or the data
   name. */
GW_API gw_result* gw_bind(const gw_engine* engine, const gw_file* plan, size_t plan_count, const char* options,
                          size_t options_size, gw_call* call);
/* Makes many documents in a folder. `progress` may be NULL; it is called for each record, ten times a second, and at
   the end. */
GW_API gw_result* gw_batch(const gw_engine* engine, const char* kind, const char* options, size_t options_size,
                           gw_progress progress, void* context, gw_call* call);

/* Reads returned forms. The result has a file for each form: its data as JSON. */
GW_API gw_result* gw_extract(const gw_engine* engine, const gw_file* forms, size_t form_count, const char* options,
                             size_t options_size, gw_call* call);
/* Collects all forms of a folder in rosters or a register. `progress` may be NULL. */
GW_API gw_result* gw_collect(const gw_engine* engine, const char* folder, const char* options, size_t options_size,
                             gw_progress progress, void* context, gw_call* call);

/* Finished files. gw_sign signs PDF files and seals OFD files with one key; the result has the signed files. gw_verify
   verifies signatures, gw_ofd_check checks OFD files against the standard; their results have no files, and what was
   found is in the report. */
GW_API gw_result* gw_sign(const gw_engine* engine, const gw_file* files, size_t file_count, const char* options,
                          size_t options_size);
GW_API gw_result* gw_verify(const gw_engine* engine, const gw_file* files, size_t file_count, const char* options,
                            size_t options_size);
GW_API gw_result* gw_ofd_check(const gw_engine* engine, const gw_file* files, size_t file_count, const char* options,
                               size_t options_size);
/* Shows an OFD file of any program: one file as PDF (option `format`: pdf, png, svg, txt), or one for each page. The
   file is read by a program of its own. What is not shown as the file has it is a warning in the report. */
GW_API gw_result* gw_convert(const gw_engine* engine, const gw_file* file, const char* options, size_t options_size,
                             gw_call* call);
/* Fills in a PDF form of any origin by the names of its fields. `data` has the values; `map` is NULL, or says with JSON
   pointers which value each field gets. The result has the PDF, unless the option `output` names a file. */
GW_API gw_result* gw_fill(const gw_engine* engine, const gw_file* form, const gw_file* data, const gw_file* map,
                          const char* options, size_t options_size);
/* The fields of such a form. The result has two files of JSON: a list of the fields, and their values by name, which
   gw_fill takes as data. */
GW_API gw_result* gw_form_fields(const gw_engine* engine, const gw_file* form);
/* The fonts, or with the option `missing` the characters of a text that no font has; in the report. */
GW_API gw_result* gw_fonts(const gw_engine* engine, const char* options, size_t options_size);

/* A handle to cancel calls from another thread: pass it to one call or to several, at once or one after the other.
   Cancelling ends all of them, and every call that is started with it later. NULL if there is no memory. */
GW_API gw_call* gw_call_new(void);
/* Cancels the calls that use `call`. NULL is allowed. */
GW_API void gw_cancel(gw_call* call);
/* Frees the handle. The calls that use it must have returned. NULL is allowed. */
GW_API void gw_call_free(gw_call* call);

/* The result of a call. Texts and bytes belong to the result, and are valid until it is freed. Texts end with a zero
   byte, which their size does not count; `size` may be NULL. For a result that is NULL the status is GW_BAD_USAGE, and
   it has neither files nor texts (NULL, size 0). */
GW_API int gw_status(const gw_result* result);
/* All messages and what was done, as one JSON object: what the command prints with `--json`. `language` is "zh" or
   "en"; if it is NULL, each text of a message is an object with both, and each message has its `arguments`. NULL if
   there is no memory. */
GW_API const char* gw_report(const gw_result* result, const char* language, size_t* size);
/* The messages for people, with the place, the line and a caret under it; "zh", otherwise English. Empty if there are
   none, or no memory. */
GW_API const char* gw_report_text(const gw_result* result, const char* language, size_t* size);
/* Files in memory. If `index` is too large, the calls return NULL and 0. */
GW_API size_t gw_file_count(const gw_result* result);
GW_API const void* gw_file_bytes(const gw_result* result, size_t index, size_t* size);
/* A name for the file, `commitment-letter.pdf`; for a form the path that it was read from. */
GW_API const char* gw_file_name(const gw_result* result, size_t index);
/* `pdf`, `xlsx`, `ods`, `csv`, `ofd`, `svg`, `png`, `json`, `yaml` or `txt`. */
GW_API const char* gw_file_format(const gw_result* result, size_t index);
/* Pages or sheets; 0 for data. */
GW_API size_t gw_file_pages(const gw_result* result, size_t index);
/* NULL is allowed. */
GW_API void gw_result_free(gw_result* result);

#ifdef __cplusplus
}
#endif

#endif
