/* The C interface, called from C99. Usage: c_interface SAMPLES, the folder of sample data.
   Prints what fails, with its line. Exit status: 0 nothing failed. */
#include <gongwen/gongwen.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

static void check(int holds, const char *what, int line, const gw_result *result) {
  if (holds) return;
  ++failures;
  fprintf(stderr, "%d: %s\n%s\n", line, what, result == NULL ? "" : gw_report(result, "en", NULL));
}

#define CHECK(holds, result) check((holds), #holds, __LINE__, (result))

static int has(const gw_result *result, const char *words) {
  const char *report = gw_report(result, "en", NULL);
  return report != NULL && strstr(report, words) != NULL;
}

/* The result has these words in its report and this status; it is freed. */
static void expect(gw_result *result, int status, const char *words, int line) {
  check(gw_status(result) == status, "the status", line, result);
  check(has(result, words), words, line, result);
  gw_result_free(result);
}

#define EXPECT(result, status, words) expect((result), (status), (words), __LINE__)

static gw_engine *new_engine(void) {
  gw_engine *engine = NULL;
  gw_result *result = gw_engine_new(NULL, 0, NULL, 0, &engine);
  CHECK(gw_status(result) == GW_DONE && engine != NULL, result);
  gw_result_free(result);
  return engine;
}

static gw_file in_memory(const char *path, const void *bytes, size_t size) {
  gw_file file;
  file.path = path;
  file.bytes = bytes;
  file.size = size;
  return file;
}

static gw_file on_disk(const char *path) {
  gw_file file = {NULL, NULL, 0};
  file.path = path;
  return file;
}

static void arguments_that_are_null(const gw_engine *engine) {
  gw_engine *none = (gw_engine *)&failures;
  gw_file unnamed = {NULL, "{}", 2};
  gw_file no_bytes = on_disk("my-kind/template.html");
  EXPECT(gw_engine_new(NULL, 0, NULL, 0, NULL), GW_BAD_USAGE, "capi/missing-argument");
  EXPECT(gw_engine_new(NULL, 0, NULL, 1, &none), GW_BAD_USAGE, "`templates`");
  CHECK(none == NULL, NULL);
  EXPECT(gw_engine_new(NULL, 0, &no_bytes, 1, &none), GW_BAD_USAGE, "`templates`");
  EXPECT(gw_engine_new(NULL, 5, NULL, 0, &none), GW_BAD_USAGE, "`options`");
  EXPECT(gw_list(NULL), GW_BAD_USAGE, "capi/missing-argument");
  EXPECT(gw_describe(NULL, NULL, NULL, 0), GW_BAD_USAGE, "\"errors\":2");
  EXPECT(gw_new_data(engine, NULL, NULL, NULL, 0), GW_BAD_USAGE, "`kind`");
  EXPECT(gw_new_data(engine, "commitment-letter", &unnamed, NULL, 0), GW_BAD_USAGE, "`data`");
  EXPECT(gw_check(NULL, NULL, NULL, 0, NULL, 0, NULL), GW_BAD_USAGE, "`engine`");
  EXPECT(gw_check(engine, "commitment-letter", NULL, 0, NULL, 0, NULL), GW_BAD_USAGE, "`data`");
  EXPECT(gw_render(engine, "commitment-letter", NULL, 1, NULL, 0, NULL), GW_BAD_USAGE, "`data`");
  EXPECT(gw_render(engine, "commitment-letter", &unnamed, 1, NULL, 0, NULL), GW_BAD_USAGE, "`data`");
  EXPECT(gw_render(engine, NULL, NULL, 0, NULL, 0, NULL), GW_BAD_USAGE, "`kind`");
  EXPECT(gw_render(NULL, NULL, NULL, 0, NULL, 0, NULL), GW_BAD_USAGE, "`engine`");
  EXPECT(gw_typeset(engine, NULL, 0, NULL, 0, NULL), GW_BAD_USAGE, "`html`");
  EXPECT(gw_batch(engine, "commitment-letter", NULL, 0, NULL, NULL, NULL), GW_BAD_USAGE, "`output`");
  EXPECT(gw_batch(NULL, NULL, NULL, 0, NULL, NULL, NULL), GW_BAD_USAGE, "`engine`");
  EXPECT(gw_extract(engine, NULL, 0, NULL, 0, NULL), GW_BAD_USAGE, "`forms`");
  EXPECT(gw_collect(engine, NULL, NULL, 0, NULL, NULL, NULL), GW_BAD_USAGE, "`folder`");
  gw_engine_free(NULL);
  gw_result_free(NULL);
  gw_call_free(NULL);
  gw_cancel(NULL);
}

static void results_that_are_null(void) {
  size_t size = 7;
  CHECK(gw_status(NULL) == GW_BAD_USAGE, NULL);
  CHECK(gw_report(NULL, "zh", &size) == NULL && size == 0, NULL);
  size = 7;
  CHECK(gw_report_text(NULL, NULL, &size) == NULL && size == 0, NULL);
  size = 7;
  CHECK(gw_file_count(NULL) == 0 && gw_file_bytes(NULL, 0, &size) == NULL && size == 0, NULL);
  CHECK(gw_file_name(NULL, 0) == NULL && gw_file_format(NULL, 0) == NULL && gw_file_pages(NULL, 0) == 0, NULL);
}

static gw_result *render_text(const gw_engine *engine, const char *json, size_t size, const char *options) {
  const gw_file data = in_memory("letter.json", json, size);
  return gw_render(engine, "commitment-letter", &data, 1, options, options == NULL ? 0 : GW_TO_ZERO, NULL);
}

static void options_that_are_wrong(const gw_engine *engine) {
  static const char with_zero[] = "{\"strict\": true, \"a\0b\": 1}";
  gw_engine *none = NULL;
  EXPECT(gw_engine_new("{\"shares\": \"x\"}", GW_TO_ZERO, NULL, 0, &none), GW_BAD_USAGE, "capi/unknown-option");
  EXPECT(gw_engine_new("{\"fonts\": [1]}", GW_TO_ZERO, NULL, 0, &none), GW_BAD_USAGE, "\"pointer\":\"/fonts/0\"");
  CHECK(none == NULL, NULL);
  EXPECT(render_text(engine, "{}", 2, "{"), GW_BAD_USAGE, "data/json-");
  EXPECT(render_text(engine, "{}", 2, ""), GW_BAD_USAGE, "data/empty");
  EXPECT(render_text(engine, "{}", 2, "[]"), GW_BAD_USAGE, "capi/wrong-type");
  EXPECT(render_text(engine, "{}", 2, "{\"fromat\": \"pdf\"}"), GW_BAD_USAGE, "did you mean `format`?");
  EXPECT(render_text(engine, "{}", 2, "{\"fromat\": \"pdf\"}"), GW_BAD_USAGE, "\"pointer\":\"/fromat\"");
  EXPECT(render_text(engine, "{}", 2, "{\"format\": \"odt\"}"), GW_BAD_USAGE, "supported: pdf, xlsx, svg, png, ofd, ods, csv, docx");
  EXPECT(render_text(engine, "{}", 2, "{\"strict\": 1}"), GW_BAD_USAGE, "capi/wrong-type");
  EXPECT(render_text(engine, "{}", 2, "{\"dpi\": 1e99}"), GW_BAD_USAGE, "capi/bad-number");
  EXPECT(render_text(engine, "{}", 2, "{\"timeout\": -1}"), GW_BAD_USAGE, "capi/bad-number");
  EXPECT(render_text(engine, "{}", 2, "{\"limit\": {\"step\": 1}}"), GW_BAD_USAGE, "\"pointer\":\"/limit/step\"");
  EXPECT(render_text(engine, "{}", 2, "{\"limit\": {\"steps\": 0}}"), GW_BAD_USAGE, "capi/bad-number");
  EXPECT(gw_describe(engine, "commitment-letter", with_zero, sizeof with_zero - 1), GW_BAD_USAGE, "data/");
  EXPECT(gw_describe(engine, "no-such-kind", NULL, 0), GW_BAD_USAGE, "engine/unknown-kind");
}

static void data_that_is_wrong(const gw_engine *engine) {
  static const char with_zero[] = "{\"org\": \"a\0b\"}";
  gw_result *result = render_text(engine, "{}", 2, NULL);
  const char *both;
  CHECK(gw_file_count(result) == 0, result);
  both = gw_report(result, NULL, NULL);
  CHECK(strstr(both, "\"message\":{\"zh\":") != NULL && strstr(both, "\"arguments\":[") != NULL, result);
  CHECK(strstr(gw_report_text(result, "en", NULL), "error[data/missing-name]") != NULL, result);
  CHECK(strstr(gw_report_text(result, "zh", NULL), "data/missing-name") != NULL, result);
  EXPECT(result, GW_BAD_INPUT, "data/missing-name");
  EXPECT(render_text(engine, with_zero, sizeof with_zero - 1, NULL), GW_BAD_INPUT, "data/json-");
  EXPECT(render_text(engine, "", 0, NULL), GW_BAD_INPUT, "data/empty");
  EXPECT(render_text(engine, "\xff", 1, NULL), GW_BAD_INPUT, "letter.json");
}

/* Deeper, and larger, than anything that is read. */
static void data_that_is_huge(const gw_engine *engine) {
  const size_t size = 8u << 20;
  char *text = malloc(size);
  if (text == NULL) return;
  memset(text, '[', size);
  EXPECT(render_text(engine, text, size, NULL), GW_BAD_INPUT, "data/too-deep");
  memset(text, 'x', size);
  text[0] = '"';
  text[size - 1] = '"';
  EXPECT(render_text(engine, text, size, NULL), GW_BAD_INPUT, "data/wrong-type");
  free(text);
}

static void documents(const gw_engine *engine, const char *samples) {
  static const char *const kinds[][2] = {{"commitment-letter", "commitment-letter/typical.json"},
                                         {"work-points", "work-points/typical.json"},
                                         {"monthly-bulletin", "monthly-bulletin/2024-02.json"}};
  char path[4096];
  size_t size = 0;
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; ++i) {
    const char *bytes;
    gw_file data;
    gw_result *result;
    snprintf(path, sizeof path, "%s/%s", samples, kinds[i][1]);
    data = on_disk(path);
    result = gw_render(engine, kinds[i][0], &data, 1, "{\"format\": [\"pdf\", \"svg\"]}", GW_TO_ZERO, NULL);
    CHECK(gw_status(result) == GW_DONE && gw_file_count(result) >= 2, result);
    bytes = gw_file_bytes(result, 0, &size);
    CHECK(bytes != NULL && memcmp(bytes, "%PDF-", 5) == 0 && size > 5000, result);
    CHECK(gw_file_count(result) > 1 && strcmp(gw_file_format(result, 1), "svg") == 0 && gw_file_pages(result, 0) > 0, result);
    CHECK(bytes != NULL && strncmp(gw_file_name(result, 0), kinds[i][0], strlen(kinds[i][0])) == 0, result);
    CHECK(gw_file_bytes(result, gw_file_count(result), &size) == NULL && size == 0, result);
    gw_result_free(result);
    EXPECT(gw_check(engine, kinds[i][0], &data, 1, "{\"values-only\": true}", GW_TO_ZERO, NULL), GW_DONE, "\"data\":[");
  }
  EXPECT(gw_render(engine, "commitment-letter", NULL, 0, NULL, 0, NULL), GW_DONE, "\"format\":\"pdf\"");
}

static void other_calls(const gw_engine *engine) {
  static const char page[] = "<p>甲乙丙</p>";
  const gw_file html = in_memory("页.html", page, sizeof page - 1);
  const char *bytes;
  gw_result *result = gw_list(engine);
  CHECK(strstr(gw_file_bytes(result, 0, NULL), "\"kind\":\"monthly-bulletin\"") != NULL, result);
  gw_result_free(result);
  result = gw_describe(engine, "承诺书", "{\"format\": \"txt\", \"lang\": \"zh\"}", GW_TO_ZERO);
  CHECK(gw_status(result) == GW_BAD_USAGE || gw_file_count(result) == 1, result);
  gw_result_free(result);
  result = gw_new_data(engine, "commitment-letter", NULL, "{\"set\": {\"/org\": \"某某大学\"}}", GW_TO_ZERO);
  bytes = gw_file_bytes(result, 0, NULL);
  CHECK(gw_status(result) == GW_DONE && bytes != NULL && strstr(bytes, "某某大学") != NULL, result);
  gw_result_free(result);
  result = gw_typeset(engine, &html, 1, NULL, 0, NULL);
  CHECK(gw_status(result) == GW_DONE && strcmp(gw_file_name(result, 0), "页.pdf") == 0, result);
  gw_result_free(result);
  EXPECT(gw_typeset(engine, &html, 1, "{\"format\": \"xlsx\"}", GW_TO_ZERO, NULL), GW_BAD_USAGE, "capi/bad-choice");
}

struct thread_work {
  const gw_engine *engine;
  int failed;
};

static void *render_often(void *context) {
  struct thread_work *work = context;
  for (int i = 0; i < 5; ++i) {
    gw_result *result = gw_render(work->engine, "commitment-letter", NULL, 0, NULL, 0, NULL);
    work->failed += gw_status(result) != GW_DONE || gw_report(result, NULL, NULL) == NULL;
    gw_result_free(result);
  }
  return NULL;
}

static void threads(const gw_engine *engine) {
  enum { kThreads = 4 };
  pthread_t ids[kThreads];
  struct thread_work work[kThreads];
  for (int i = 0; i < kThreads; ++i) {
    work[i].engine = engine;
    work[i].failed = 0;
    pthread_create(&ids[i], NULL, render_often, &work[i]);
  }
  for (int i = 0; i < kThreads; ++i) {
    pthread_join(ids[i], NULL);
    CHECK(work[i].failed == 0, NULL);
  }
}

static void results_outlive_engines(void) {
  gw_engine *engine = new_engine();
  gw_result *result = render_text(engine, "{}", 2, NULL);
  gw_engine_free(engine);
  EXPECT(result, GW_BAD_INPUT, "data/missing-name");
}

int main(int count, char **arguments) {
  gw_engine *engine = new_engine();
  if (count != 2 || engine == NULL) return 2;
  CHECK(strchr(gw_version(), '.') != NULL, NULL);
  arguments_that_are_null(engine);
  results_that_are_null();
  options_that_are_wrong(engine);
  data_that_is_wrong(engine);
  data_that_is_huge(engine);
  documents(engine, arguments[1]);
  other_calls(engine);
  threads(engine);
  results_outlive_engines();
  gw_engine_free(engine);
  return failures == 0 ? 0 : 1;
}
