#include "templating/detail/markup/latex_environments.h"

#include "base/utf8.h"

#include <algorithm>
#include <array>
#include <utility>

namespace gongwen::templating {

/// How the cells of an environment stand.
struct LatexEnvironments::Environment {
  enum class Kind : std::uint8_t {
    Table,
    Small,  // in the size of scripts
    Array,  // its columns are written behind its name
    Cases,
    Display,  // lines in the size of formulas of their own line, without a gap between their columns
    Row,      // no table
    Slanted,  // the first line to the left, the last one to the right
  };
  std::string_view command;
  Kind kind = Kind::Table;
  std::string_view open = {};
  std::string_view close = {};
  std::string_view columns = {};     // alignment; empty: centred
  std::string_view attributes = {};  // of the table: style and spacing
  bool takes_count = false;          // of its pairs of columns
};

/// The columns of an array: how they are aligned, and between which of them there are lines.
struct LatexEnvironments::ColumnSpec {
  std::vector<std::string_view> alignments;
  std::vector<bool> lines;  // before each of them; one more than these
};

struct LatexEnvironments::Grid {
  struct Row {
    std::vector<std::string> cells;
    std::string gap;  // below it, as `\\[2pt]` asks for
  };
  std::vector<Row> rows;
  std::vector<bool> lines;  // above each of them, and below the last one
};

namespace {

/// Lines under a sum are close to each other.
constexpr std::string_view kOfStack = " columnspacing=\"0em\" rowspacing=\"0.1em\"";

void append_word(std::string& words, std::string_view word) {
  if (!words.empty()) words += ' ';
  words += word;
}

/// ` name="solid none"` where any line is between two others.
std::string lines_attribute(std::string_view name, const std::vector<bool>& lines) {
  std::string words;
  bool has_any = false;
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    append_word(words, lines[i] ? "solid" : "none");
    has_any = has_any || lines[i];
  }
  return has_any ? latex_attribute(name, words) : std::string();
}

}  // namespace

const LatexEnvironments::Environment* LatexEnvironments::find_environment(std::string_view name) {
  using Kind = Environment::Kind;
  static constexpr std::string_view kPairs = "right left right left right left right left";
  static constexpr std::string_view kOfPairs =
      " displaystyle=\"true\" columnspacing=\"0em 2em 0em 2em 0em 2em 0em\" rowspacing=\"0.4em\"";
  static constexpr std::string_view kOfLines = " displaystyle=\"true\" columnspacing=\"0em\" rowspacing=\"0.4em\"";
  static constexpr std::string_view kOfCases = " columnspacing=\"1em\" rowspacing=\"0.3em\"";
  static constexpr std::string_view kOfDisplayCases =
      " displaystyle=\"true\" columnspacing=\"1em\" rowspacing=\"0.3em\"";
  static constexpr std::array kEnvironments{
      Environment{"matrix"},
      Environment{"pmatrix", Kind::Table, "(", ")"},
      Environment{"bmatrix", Kind::Table, "[", "]"},
      Environment{"Bmatrix", Kind::Table, "{", "}"},
      Environment{"vmatrix", Kind::Table, "|", "|"},
      Environment{"Vmatrix", Kind::Table, "‖", "‖"},
      Environment{"smallmatrix", Kind::Small},
      Environment{"subarray", Kind::Array, "", "", "", kOfStack},
      Environment{"array", Kind::Array},
      Environment{"cases", Kind::Cases, "{", "", "left left", kOfCases},
      Environment{"dcases", Kind::Cases, "{", "", "left left", kOfDisplayCases},
      Environment{"rcases", Kind::Cases, "", "}", "left left", kOfCases},
      Environment{"drcases", Kind::Cases, "", "}", "left left", kOfDisplayCases},
      Environment{"aligned", Kind::Display, "", "", kPairs, kOfPairs},
      Environment{"align", Kind::Display, "", "", kPairs, kOfPairs},
      Environment{"split", Kind::Display, "", "", kPairs, kOfPairs},
      Environment{"flalign", Kind::Display, "", "", kPairs, kOfPairs},
      Environment{"alignedat", Kind::Display, "", "", kPairs, kOfPairs, true},
      Environment{"alignat", Kind::Display, "", "", kPairs, kOfPairs, true},
      Environment{"eqnarray", Kind::Display, "", "", "right center left", kOfLines},
      Environment{"gathered", Kind::Display, "", "", "center", kOfLines},
      Environment{"gather", Kind::Display, "", "", "center", kOfLines},
      Environment{"multline", Kind::Slanted, "", "", "", kOfLines},
      Environment{"multlined", Kind::Slanted, "", "", "", kOfLines},
      Environment{"equation", Kind::Row},
      Environment{"displaymath", Kind::Row},
      Environment{"math", Kind::Row},
  };
  return find_latex_name(kEnvironments, name);
}

LatexAtom LatexEnvironments::read(std::size_t begin) {
  using Kind = Environment::Kind;
  in_.enter(begin);
  const std::string name = in_.read_words("\\begin", begin);
  const std::string shown = "\\begin{" + name + "}";
  const bool is_starred = name.ends_with('*');
  const Environment* const environment =
      find_environment(std::string_view(name).substr(0, name.size() - (is_starred ? 1 : 0)));
  if (environment == nullptr) in_.stop(FormulaProblemKind::Unknown, begin, shown);
  // `[t]` says where the lines stand in a line of text, `[r]` how a starred matrix is aligned.
  ColumnSpec columns;
  const std::size_t place = in_.at_;
  const bool is_matrix = environment->kind == Kind::Table || environment->kind == Kind::Small;
  const bool takes_option = (is_matrix && is_starred) || environment->kind == Kind::Array ||
                            environment->kind == Kind::Display || environment->kind == Kind::Slanted;
  if (takes_option && in_.here() == U'[') {
    const std::size_t end = std::min(in_.text_.find(U']', in_.at_), in_.text_.size());
    const std::u32string option = in_.text_.substr(in_.at_ + 1, end - in_.at_ - 1);
    in_.at_ = std::min(end + 1, in_.text_.size());
    if (is_matrix) {
      add_columns(option, place, columns);
    } else if (option != U"t" && option != U"c" && option != U"b") {
      in_.stop(FormulaProblemKind::Unknown, place, "[");
    }
  }
  if (environment->takes_count) in_.read_words(shown, begin);
  if (environment->kind == Kind::Array) columns = read_columns(begin, shown);
  const bool was_optional = std::exchange(in_.in_optional_, false);
  const bool was_in_text = std::exchange(in_.in_text_, false);
  std::string markup;
  if (environment->kind == Kind::Row) {
    markup = latex_element("mrow", in_.read_row());
  } else {
    markup = grid_markup(*environment, columns, read_grid(shown, begin, false));
  }
  const std::size_t end_place = in_.at_;
  if (in_.at_end()) in_.stop(FormulaProblemKind::Unfinished, begin, shown);
  if (in_.peek_command() != "end") in_.stop(FormulaProblemKind::Misplaced, in_.at_, in_.shown_here());
  in_.take_command();
  const std::string closed = in_.read_words("\\end", end_place);
  if (closed != name) in_.stop(FormulaProblemKind::Misplaced, end_place, "\\end{" + closed + "}");
  in_.in_optional_ = was_optional;
  in_.in_text_ = was_in_text;
  --in_.depth_;
  return {std::move(markup)};
}

LatexAtom LatexEnvironments::read_substack(std::size_t begin) {
  in_.enter(begin);
  if (!in_.take(U'{')) in_.stop(FormulaProblemKind::Unfinished, begin, "\\substack");
  const bool was_optional = std::exchange(in_.in_optional_, false);
  const bool was_in_text = std::exchange(in_.in_text_, false);
  Grid grid = read_grid("{", in_.at_ - 1, true);
  in_.in_optional_ = was_optional;
  in_.in_text_ = was_in_text;
  ++in_.at_;
  --in_.depth_;
  static constexpr Environment kStack{"substack", Environment::Kind::Array, "", "", "", kOfStack};
  return {grid_markup(kStack, {}, std::move(grid))};
}

LatexEnvironments::ColumnSpec LatexEnvironments::read_columns(std::size_t begin, std::string_view of) {
  in_.skip_blanks();
  const std::size_t place = in_.at_;
  if (in_.here() != U'{') in_.stop(FormulaProblemKind::Unfinished, begin, std::string(of));
  int depth = 0;
  while (!in_.at_end()) {
    depth += in_.here() == U'{' ? 1 : in_.here() == U'}' ? -1 : 0;
    ++in_.at_;
    if (depth == 0) break;
  }
  if (depth > 0) in_.stop(FormulaProblemKind::Unfinished, place, "{");
  ColumnSpec columns;
  add_columns(std::u32string_view(in_.text_).substr(place + 1, in_.at_ - place - 2), place, columns);
  return columns;
}

/// `l|cr`, `*{3}{c}`; `@{}` takes away a gap, which these tables do not have at their sides.
void LatexEnvironments::add_columns(std::u32string_view written, std::size_t place, ColumnSpec& spec) const {
  constexpr std::size_t kMaxColumns = 100;
  spec.lines.resize(std::max<std::size_t>(spec.lines.size(), 1));
  for (std::size_t at = 0; at < written.size(); ++at) {
    const char32_t c = written[at];
    const std::u32string_view rest = written.substr(at);
    if (base::to_utf8(c).find_first_of(" \t\r\n") == 0) continue;
    if (c == U'|') {
      spec.lines.back() = true;
    } else if (c == U'l' || c == U'c' || c == U'r') {
      spec.alignments.push_back(c == U'l' ? "left" : c == U'c' ? "center" : "right");
      spec.lines.push_back(false);
    } else if (rest.starts_with(U"@{}") || rest.starts_with(U"!{}")) {
      at += 2;
    } else if (const std::size_t end = rest.find(U"}{"); rest.starts_with(U"*{") && end != std::u32string_view::npos) {
      const std::size_t close = rest.find(U'}', end + 1);
      std::size_t count = 0;
      for (const char32_t digit : rest.substr(2, end - 2)) {
        count =
            digit >= U'0' && digit <= U'9' ? std::min(count * 10 + (digit - U'0'), kMaxColumns + 1) : kMaxColumns + 1;
      }
      if (close == std::u32string_view::npos || count > kMaxColumns) in_.stop(FormulaProblemKind::Unknown, place, "*");
      const std::u32string_view repeated = rest.substr(end + 2, close - end - 2);
      if (repeated.find(U'*') != std::u32string_view::npos) in_.stop(FormulaProblemKind::Unknown, place, "*");
      for (std::size_t i = 0; i < count; ++i) add_columns(repeated, place, spec);
      at += close;
    } else {
      in_.stop(FormulaProblemKind::Unknown, place, base::to_utf8(c));
    }
    if (spec.alignments.size() > kMaxColumns) in_.stop(FormulaProblemKind::Unknown, place, base::to_utf8(c));
  }
}

/// How many lines `\hline` asks for here.
std::size_t LatexEnvironments::take_rules() {
  std::size_t count = 0;
  for (;; ++count) {
    in_.skip_blanks();
    if (in_.peek_command() != "hline") return count;
    in_.take_command();
  }
}

/// The cells up to `\end`, or to the brace of `\substack`, where the place stays.
LatexEnvironments::Grid LatexEnvironments::read_grid(std::string_view shown, std::size_t begin, bool is_in_braces) {
  Grid grid;
  std::size_t widest = 1;
  for (;;) {
    grid.lines.push_back(take_rules() > 0);
    Grid::Row row;
    for (;;) {
      widest = std::max(widest, row.cells.size() + 1);
      if (widest * (grid.rows.size() + 1) > kMaxFormulaCells) {
        in_.stop(FormulaProblemKind::TooManyCells, begin, std::to_string(kMaxFormulaCells));
      }
      row.cells.push_back(in_.read_row());
      if (in_.at_end()) in_.stop(FormulaProblemKind::Unfinished, begin, std::string(shown));
      if (in_.here() != U'&') break;
      ++in_.at_;
    }
    const std::size_t place = in_.at_;
    const std::string command = in_.peek_command();
    const bool is_end = is_in_braces ? in_.here() == U'}' : command == "end";
    if (!is_end && command != "\\" && command != "cr") in_.stop(FormulaProblemKind::Misplaced, place, in_.shown_here());
    // An empty line at the end is not a row; a rule above it is the one below the table.
    const bool is_nothing = is_end && row.cells.size() == 1 && row.cells[0].empty() && !grid.rows.empty();
    if (!is_end) {
      in_.take_command();
      if (in_.here() == U'*') ++in_.at_;
      if (in_.here() == U'[') {
        ++in_.at_;
        row.gap = in_.take_length("\\\\[", place);
        if (!in_.take(U']')) in_.stop(FormulaProblemKind::Unfinished, place, "\\\\[");
      }
    }
    if (!is_nothing) grid.rows.push_back(std::move(row));
    if (!is_end) continue;
    if (!is_nothing) grid.lines.push_back(false);
    return grid;
  }
}

std::string LatexEnvironments::grid_markup(const Environment& environment, const ColumnSpec& columns, Grid grid) {
  using Kind = Environment::Kind;
  std::string rows;
  for (std::size_t i = 0; i < grid.rows.size(); ++i) {
    const Grid::Row& row = grid.rows[i];
    const std::string gap = row.gap.empty() ? "" : latex_attribute("style", "margin-bottom: " + row.gap);
    std::string cells;
    for (const std::string& cell : row.cells) cells += latex_element("mtd", cell, gap);
    const std::string_view side = i == 0 ? "left" : i + 1 == grid.rows.size() ? "right" : "center";
    rows += latex_element("mtr", cells,
                          environment.kind == Kind::Slanted ? latex_attribute("columnalign", side) : std::string());
  }
  std::string alignments(environment.columns);
  for (const std::string_view alignment : columns.alignments) append_word(alignments, alignment);
  std::string attributes = alignments.empty() ? "" : latex_attribute("columnalign", alignments);
  attributes += lines_attribute("columnlines", columns.lines) + lines_attribute("rowlines", grid.lines);
  attributes += environment.attributes;
  std::string table = latex_element("mtable", rows, attributes);
  if (environment.kind == Kind::Small) table = latex_element("mstyle", table, " scriptlevel=\"1\"");
  std::string sides;
  if (columns.lines.size() > 1 && columns.lines.front()) append_word(sides, "left");
  if (columns.lines.size() > 1 && columns.lines.back()) append_word(sides, "right");
  if (grid.lines.front()) append_word(sides, "top");
  if (grid.lines.back()) append_word(sides, "bottom");
  if (!sides.empty()) table = latex_element("menclose", table, latex_attribute("notation", sides));
  return latex_element("mrow", latex_fence(environment.open, true) + table + latex_fence(environment.close, false));
}

}  // namespace gongwen::templating
