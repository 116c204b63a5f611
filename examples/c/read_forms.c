/* Reads returned forms, PDF or workbook, back into data: writes `<form>.json` beside each one, prints a line for each
 * form, and messages for people in Chinese or English.
 *
 *   read_forms zh returned/zhang.pdf returned/li.xlsx
 *
 * Exit status: 0 all forms are in order; 1 some have errors; 2, 3 as in gongwen.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gongwen/gongwen.h>

/* The whole file in memory, as a program has it that gets forms by mail; NULL, with a message, if it cannot be read. */
static void *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  char *bytes = NULL;
  size_t room = 0;
  *size = 0;
  while (file != NULL) {
    size_t got;
    if (room - *size < 65536) {
      char *more = realloc(bytes, room = room * 2 + 65536);
      if (more == NULL) break;
      bytes = more;
    }
    got = fread(bytes + *size, 1, room - *size, file);
    *size += got;
    if (got == 0 && !ferror(file)) {
      fclose(file);
      return bytes;
    }
    if (got == 0) break;
  }
  fprintf(stderr, "%s: %s\n", path, strerror(errno));
  if (file != NULL) fclose(file);
  free(bytes);
  return NULL;
}

/* Writes the data of one form. Returns 0, or the exit status. */
static int write_data(const char *form, size_t number, const void *json, size_t size) {
  const size_t room = strlen(form) + 32;
  char *path = malloc(room);
  FILE *file;
  int written = 0;
  if (path == NULL) return GW_BAD_ENVIRONMENT;
  if (number == 0) {
    snprintf(path, room, "%s.json", form);
  } else {
    snprintf(path, room, "%s-%lu.json", form, (unsigned long)number + 1);
  }
  file = fopen(path, "wb");
  if (file != NULL) {
    written = fwrite(json, 1, size, file) == size;
    written = fclose(file) == 0 && written;
  }
  if (written) {
    printf("%s\n", path);
  } else {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
  }
  free(path);
  return written ? 0 : GW_BAD_ENVIRONMENT;
}

static int worse(int a, int b) { return a > b ? a : b; }

/* A file may hold several forms. */
static int read_form(const gw_engine *engine, const char *path, const char *language) {
  gw_file form;
  gw_result *result;
  size_t size = 0;
  int status;
  form.path = path;
  form.bytes = read_file(path, &form.size);
  if (form.bytes == NULL) return GW_BAD_ENVIRONMENT;
  result = gw_extract(engine, &form, 1, "{\"check\": true}", GW_TO_ZERO, NULL);
  status = gw_status(result);
  for (size_t i = 0; i < gw_file_count(result); ++i) {
    const void *json = gw_file_bytes(result, i, &size);
    if (json != NULL) status = worse(status, write_data(path, i, json, size));
  }
  fputs(gw_report_text(result, language, NULL), stderr);
  gw_result_free(result);
  free((void *)form.bytes);
  return status;
}

int main(int count, char **arguments) {
  gw_engine *engine = NULL;
  gw_result *result;
  int status;
  if (count < 3) {
    fprintf(stderr, "usage: read_forms zh|en FORM...\n");
    return GW_BAD_USAGE;
  }
  result = gw_engine_new(NULL, 0, NULL, 0, &engine);
  status = gw_status(result);
  if (engine == NULL) fputs(gw_report_text(result, arguments[1], NULL), stderr);
  gw_result_free(result);
  for (int i = 2; engine != NULL && i < count; ++i) status = worse(status, read_form(engine, arguments[i], arguments[1]));
  gw_engine_free(engine);
  return status;
}
