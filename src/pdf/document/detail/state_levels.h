// StateLevels: what is nested in a content stream. PDF/A lets q and Q nest 28 deep (ISO 19005-2 section 6.1.13), pages
// may nest what hides its overflow as deep as they like.
#pragma once

#include <string>
#include <vector>

namespace gongwen::pdf {

class StateLevels {
 public:
  /// So many levels have a q of their own; those below share the last one, which is left and set up anew when one ends.
  static constexpr std::size_t kMost = 24;

  /// Starts a level: `operators` cut off or turn what follows.
  void push(std::string operators, std::string& out);
  /// Ends it. Returns: the number of the level, from 0, whose q was given back.
  std::size_t pop(std::string& out);

 private:
  std::vector<std::string> levels_;
};

}  // namespace gongwen::pdf
