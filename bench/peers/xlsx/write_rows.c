/* write_rows ROWS.tsv OUT.xlsx: the rows of the bench's table with libxlsxwriter alone, one row in memory at a time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum { COLUMNS = 10, ORDINAL = 0, COUNT = 6, AMOUNT = 7, DATE = 8 };

static const char *const heads[COLUMNS] = {"序号",   "标准编号", "标准名称", "牵头单位", "联系人",
                                           "省份",   "数量",     "金额",     "日期",     "阶段"};

static void write_cell(lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text, lxw_format *money,
                       lxw_format *day) {
  if (column == ORDINAL || column == COUNT || column == AMOUNT) {
    worksheet_write_number(sheet, row, column, strtod(text, NULL), column == AMOUNT ? money : NULL);
  } else if (column == DATE) {
    lxw_datetime date = {atoi(text), atoi(text + 5), atoi(text + 8), 0, 0, 0};
    worksheet_write_datetime(sheet, row, column, &date, day);
  } else {
    worksheet_write_string(sheet, row, column, text, NULL);
  }
}

int main(int count, char **arguments) {
  lxw_workbook_options options = {0};
  char *line = NULL;
  size_t room = 0;
  if (count != 3) return 2;
  FILE *rows = fopen(arguments[1], "r");
  if (rows == NULL) return 3;
  options.constant_memory = 1;
  options.tmpdir = getenv("TMPDIR");
  lxw_workbook *workbook = workbook_new_opt(arguments[2], &options);
  lxw_worksheet *sheet = workbook_add_worksheet(workbook, "明细");
  lxw_format *head = workbook_add_format(workbook);
  lxw_format *money = workbook_add_format(workbook);
  lxw_format *day = workbook_add_format(workbook);
  format_set_bold(head);
  format_set_bg_color(head, 0xD9E1F2);
  format_set_border(head, LXW_BORDER_THIN);
  format_set_num_format(money, "#,##0.00");
  format_set_num_format(day, "yyyy\\-mm\\-dd");
  worksheet_set_column(sheet, 0, COLUMNS - 1, 16, NULL);
  worksheet_freeze_panes(sheet, 1, 0);
  for (lxw_col_t column = 0; column < COLUMNS; ++column) worksheet_write_string(sheet, 0, column, heads[column], head);
  for (lxw_row_t row = 1; getline(&line, &room, rows) > 0; ++row) {
    char *rest = line;
    line[strcspn(line, "\n")] = 0;
    for (lxw_col_t column = 0; column < COLUMNS; ++column) {
      const char *text = strsep(&rest, "\t");
      write_cell(sheet, row, column, text == NULL ? "" : text, money, day);
    }
  }
  fclose(rows);
  free(line);
  return workbook_close(workbook);
}
