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
  friend class LatexCommands;
  friend class LatexEnvironments;

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
  std::string take_length(std::string_view of, std::size_t begin);
  std::string_view upright() const { return is_bold_ ? " mathvariant=\"bold\"" : " mathvariant=\"normal\""; }

  std::u32string text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool in_optional_ = false;
  bool in_text_ = false;  // a `$` ends the row
  bool is_bold_ = false;  // within \mathbf, \boldsymbol and the like
};

}  // namespace gongwen::templating
