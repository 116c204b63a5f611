// TextPool: equal texts of a document share one run. A long table says the same in many cells.
#pragma once

#include "layout/core/fragment.h"

#include <memory>
#include <unordered_set>
#include <vector>

namespace gongwen::paint {

class TextPool {
 public:
  using Text = std::shared_ptr<const layout::TextRun>;

  /// The first run that was equal to this one, which may be this one.
  const Text& share(const Text& run) { return *texts_.insert(run).first; }
  /// All of them, in no order. The pool is empty afterwards.
  std::vector<Text> take();

 private:
  struct Hash {
    std::size_t operator()(const Text& run) const;
  };
  /// Runs are equal when they draw the same and say the same. Place, colour and origin are those of the command that
  /// draws them.
  struct Same {
    bool operator()(const Text& a, const Text& b) const;
  };

  std::unordered_set<Text, Hash, Same> texts_;
};

}  // namespace gongwen::paint
