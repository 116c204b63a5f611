// LatexParser reads LaTeX's notation for formulas as people write it, and writes MathML. Its only grammar is that of
// TeX's commands; a command that is not listed is refused and its place is reported: nothing is dropped.
#pragma once

#include "templating/detail/markup/formula_markup.h"
#include "templating/detail/markup/latex_names.h"
#include "templating/detail/markup/latex_symbols.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

/// Thrown within the parser when the formula cannot be read.
struct LatexStop {
  FormulaProblem problem;
};

/// One part of a row, before its scripts.
struct LatexAtom {
  std::string markup;
  bool takes_limits = false;  // scripts stand above and below if the formula has its own line
  bool forces_limits = false;
  bool is_word = false;  // a blank follows unless there is a bracket
};

/// `<tag attributes>content</tag>`.
std::string latex_element(std::string_view tag, std::string_view content, std::string_view attributes = "");
/// ` name="value"`.
std::string latex_attribute(std::string_view name, std::string_view value);
/// A bracket that is as high as what it encloses; nothing for an empty sign.
std::string latex_fence(std::string_view sign, bool is_open, std::string_view attributes = "");
std::string latex_space(std::string_view width);

class LatexParser {
 public:
  explicit LatexParser(std::string_view text);

  std::string read();

 private:
  using CommandReader = LatexAtom (LatexParser::*)(const std::string& command, std::size_t begin);
  struct Command {
    std::string_view command;
    CommandReader read;
  };
  struct Environment;
  struct ColumnSpec;
  struct Grid;

  // latex_reader.cpp: signs, rows, scripts
  [[noreturn]] static void stop(FormulaProblemKind kind, std::size_t at, std::string what);
  bool at_end() const { return at_ >= text_.size(); }
  char32_t here() const { return at_end() ? U'\0' : text_[at_]; }
  std::string shown_here() const;
  void skip_blanks();
  std::string take_command();
  std::string peek_command();
  bool take(char32_t c);
  void enter(std::size_t at);
  bool ends_row();
  std::string read_row();
  std::string read_argument(std::string_view of, std::size_t of_place);
  std::string read_group();
  std::optional<std::string> read_optional();
  char32_t sign_in_words() const;
  bool take_words(std::u32string& words, int& depth);
  std::string read_words(std::string_view of, std::size_t of_place);
  std::string read_scripted();
  bool needs_space();
  LatexAtom read_atom();
  std::string read_number();
  std::string read_foreign_word();

  // latex_commands.cpp
  static const Command* find_command(std::string_view command);
  LatexAtom read_command();
  LatexAtom atom_of(const LatexSymbol& symbol) const;
  std::string_view upright() const { return is_bold_ ? " mathvariant=\"bold\"" : " mathvariant=\"normal\""; }
  LatexAtom read_fraction(const LatexFraction& fraction, std::size_t begin);
  static std::string fraction_of(const LatexFraction& fraction, const std::string& above, const std::string& below);
  LatexAtom read_genfrac(const std::string& command, std::size_t begin);
  LatexAtom read_root(const std::string& command, std::size_t begin);
  LatexAtom read_accent(const LatexAccent& accent, std::size_t begin);
  LatexAtom read_arrow(const LatexArrow& arrow, std::size_t begin);
  LatexAtom read_stacked(const std::string& command, std::size_t begin);
  LatexAtom read_stroke(const LatexStroke& stroke, std::size_t begin);
  std::string read_alphabet(const LatexAlphabet& alphabet, std::size_t begin);
  std::string read_text(const LatexAlphabet& text, std::size_t begin);
  LatexAtom read_operator_name(const std::string& command, std::size_t begin);
  LatexAtom read_class(const std::string& command, std::size_t begin);
  LatexAtom read_barred_limit(const std::string& command, std::size_t begin);
  std::string take_bracket(std::string_view of, std::size_t begin);
  LatexAtom read_fenced(const std::string& command, std::size_t begin);
  std::optional<std::string> read_sized(std::string command, std::size_t begin);
  LatexAtom read_negated(const std::string& command, std::size_t begin);
  LatexAtom read_modulus(const std::string& command, std::size_t begin);
  LatexAtom read_phantom(const std::string& command, std::size_t begin);
  LatexAtom read_prescript(const std::string& command, std::size_t begin);
  LatexAtom read_color(const std::string& command, std::size_t begin);
  std::string take_color(std::string_view of, std::size_t begin);
  std::string take_length(std::string_view of, std::size_t begin);
  LatexAtom read_length_space(const std::string& command, std::size_t begin);
  LatexAtom read_tag(const std::string& command, std::size_t begin);
  LatexAtom read_unseen(const std::string& command, std::size_t begin);

  // latex_environments.cpp
  static const Environment* find_environment(std::string_view name);
  LatexAtom read_environment(const std::string& command, std::size_t begin);
  LatexAtom read_substack(const std::string& command, std::size_t begin);
  ColumnSpec read_columns(std::size_t begin, std::string_view of);
  void add_columns(std::u32string_view written, std::size_t place, ColumnSpec& spec) const;
  Grid read_grid(std::string_view shown, std::size_t begin, bool is_in_braces);
  std::size_t take_rules();
  static std::string grid_markup(const Environment& environment, const ColumnSpec& columns, Grid grid);

  std::u32string text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool in_optional_ = false;
  bool in_text_ = false;  // a `$` ends the row
  bool is_bold_ = false;  // within \mathbf, \boldsymbol and the like
};

}  // namespace gongwen::templating
