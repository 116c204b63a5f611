// LatexCommands: reads a command of a formula with its arguments.
#pragma once

#include "templating/detail/markup/latex_parser.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::templating {

class LatexCommands {
 public:
  /// The parser must outlive it.
  explicit LatexCommands(LatexParser& parser) : in_(parser) {}

  /// Reads the command at the place of the parser.
  LatexAtom read();
  /// The markup of a fraction or a binomial with these parts.
  static std::string fraction_of(const LatexFraction& fraction, const std::string& above, const std::string& below);

 private:
  using Reader = LatexAtom (LatexCommands::*)(const std::string& command, std::size_t begin);
  struct Command {
    std::string_view command;
    Reader read;
  };

  static const Command* find_command(std::string_view command);
  LatexAtom atom_of(const LatexSymbol& symbol) const;
  LatexAtom read_fraction(const LatexFraction& fraction, std::size_t begin);
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
  LatexAtom read_length_space(const std::string& command, std::size_t begin);
  LatexAtom read_tag(const std::string& command, std::size_t begin);
  LatexAtom read_unseen(const std::string& command, std::size_t begin);
  LatexAtom read_environment(const std::string& command, std::size_t begin);
  LatexAtom read_substack(const std::string& command, std::size_t begin);

  LatexParser& in_;
};

}  // namespace gongwen::templating
