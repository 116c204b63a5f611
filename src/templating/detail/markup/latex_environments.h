// LatexEnvironments: reads tables, cases and aligned lines.
#pragma once

#include "templating/detail/markup/latex_parser.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace gongwen::templating {

class LatexEnvironments {
 public:
  /// The parser must outlive it.
  explicit LatexEnvironments(LatexParser& parser) : in_(parser) {}

  /// Reads an environment, whose `\begin` the parser has taken at `begin`.
  LatexAtom read(std::size_t begin);
  /// Reads the lines under a sum: `\substack{1\le i\le n\\ i\ne j}`.
  LatexAtom read_substack(std::size_t begin);

 private:
  struct Environment;
  struct ColumnSpec;
  struct Grid;

  static const Environment* find_environment(std::string_view name);
  ColumnSpec read_columns(std::size_t begin, std::string_view of);
  void add_columns(std::u32string_view written, std::size_t place, ColumnSpec& spec) const;
  Grid read_grid(std::string_view shown, std::size_t begin, bool is_in_braces);
  std::size_t take_rules();
  static std::string grid_markup(const Environment& environment, const ColumnSpec& columns, Grid grid);

  LatexParser& in_;
};

}  // namespace gongwen::templating
