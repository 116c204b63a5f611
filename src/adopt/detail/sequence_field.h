// Sequences: the numbers of captions, which Word counts by SEQ fields (ISO/IEC 29500-1 section 17.16.5.56).
#pragma once

#include "word/document.h"

#include <cstdint>
#include <map>
#include <string>

namespace gongwen::adopt {

/// Captions are counted while the template is expanded, so that captions in loops have different numbers, and
/// references to captions show these.
class Sequences {
 public:
  explicit Sequences(const word::Document& document);

  /// The statement at the start of the template; empty if the file has no sequence.
  std::string declaration() const;

  /// The tag for a field: `{% set gw_numbers.n1 = gw_numbers.n1 + 1 %}{{ gw_numbers.n1 }}` for `SEQ 图 \* ARABIC`.
  /// Empty if it has a switch or an operand that is not known.
  std::string tag(const word::Field& field) const;

  /// The statements of `tag` without the number; empty if the field counts nothing.
  std::string counting(const word::Field& field) const;

  /// Statements that save all numbers under a name and reset them, and statements that restore them.
  std::string begun_anew(const std::string& name) const;
  std::string taken_up(const std::string& name) const;

  /// The statements that restart sequences at a heading of this outline level, from 0, for `\s`.
  std::string restarts(std::int32_t level) const;

 private:
  std::map<std::string, std::string> names_;       // by identifier: `n1`
  std::map<std::string, std::int32_t> restarted_;  // by name: the deepest level at which it restarts, from 0
};

}  // namespace gongwen::adopt
