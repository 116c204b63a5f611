// SheetReader: reads the rows of a sheet as a template: its text, and the pieces from which each row is written.
#pragma once

#include "adopt/book/detail/book_model.h"
#include "adopt/book/detail/relocation.h"
#include "adopt/book/detail/shared_strings.h"
#include "adopt/book/detail/template_text.h"
#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::book {

/// Texts and formats that all sheets of a workbook share.
struct BookTexts {
  std::vector<CellText> strings;
  std::vector<ValueFormat> formats;  // by the styles of cells
  TextLooks looks;                   // by the same styles
};

using CellNumber = std::pair<std::uint32_t, std::uint32_t>;  // row and column, from 1

/// A cell that has the name of a field, and the expression that shows the field.
struct NamedCell {
  std::string name;
  std::string expression;
};
using NamedCells = std::map<CellNumber, NamedCell>;

class SheetReader {
 public:
  SheetReader(SheetModel& sheet, const BookTexts& texts, NamedCells names, TemplateText& out,
              diagnostics::DiagnosticSink& sink)
      : sheet_(sheet), texts_(texts), names_(std::move(names)), out_(out), sink_(sink) {}

  /// Returns false if the rows are out of order, or more than a sheet can have.
  bool read();
  /// Shared texts that had tags and are written into cells.
  const std::set<std::size_t>& used_strings() const { return used_strings_; }

 private:
  struct SeenCell {
    const PartElement* element = nullptr;  // null: a named cell that is not in the file
    std::uint32_t column = 0;
    CellText text;
    std::vector<bool> is_of_row;  // for each tag
    bool is_filled = false;       // it has tags, or the name of a field
    bool has_content = false;     // besides tags that apply to its row
  };
  struct SeenRow {
    const PartElement* element = nullptr;
    std::uint32_t row = 0;
    std::vector<SeenCell> cells;
    bool is_filled = false;
    bool has_row_tags = false;
  };
  struct Block {
    std::string keyword;
    std::string tag;
    std::string place;
    std::size_t loop = kNoLoop;
    bool is_in_else = false;
    std::uint32_t first_row = 0;
  };

  std::optional<std::vector<SeenRow>> seen_rows();
  SeenRow seen_row(const PartElement* element, std::uint32_t row);
  void look_at(SeenCell& cell, std::uint32_t row);
  void judge_tags(SeenCell& cell, std::string_view place);
  void add_named(SeenRow& row);
  void write_rows(const std::vector<SeenRow>& rows);
  void write_row(const SeenRow& row);
  void row_tag(const SeenCell& cell, std::size_t tag, const std::string& place, std::uint32_t row);
  void end_loop(std::uint32_t row);
  void keep_to(std::uint32_t row);
  void body(const SeenRow& row);
  bool needs_blank_row(std::uint32_t first, std::uint32_t last) const;
  RowModel model_of(const SeenRow& row, std::vector<std::size_t>& slots);
  void row_start(const SeenRow& row, RowModel& model) const;
  double fixed_height(const SeenRow& row) const;
  TextRoom room_of(const SeenCell& cell, std::uint32_t row) const;
  void cell_pieces(const SeenCell& cell, std::uint32_t row, RowModel& model, std::vector<std::size_t>& slots);
  void formula_pieces(const SeenCell& cell, const PartElement& formula, std::uint32_t row, RowModel& model);
  std::string formula_text(const PartElement& formula, std::uint32_t row, std::uint32_t column);
  std::string place_of(std::uint32_t row, std::uint32_t column) const;
  void read_headers();
  void check_formulas();
  void check_heads(const std::vector<SeenRow>& rows);

  SheetModel& sheet_;
  const BookTexts& texts_;
  NamedCells names_;
  TemplateText& out_;
  diagnostics::DiagnosticSink& sink_;
  std::set<std::size_t> used_strings_;
  std::vector<Block> blocks_;
  std::set<std::uint32_t> modelled_;
  std::set<std::uint32_t> absent_;  // rows with nothing but statements
  std::uint32_t next_ = 1;          // the first row that is not in the text yet
  struct Shared {
    std::string formula;
    std::uint32_t row;
    std::uint32_t column;
  };
  std::map<std::string, Shared> shared_;  // formulas, by their number
};

}  // namespace gongwen::book
