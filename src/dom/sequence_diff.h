// The difference between two sequences of numbers: items that both have in the same order are kept, the rest is removed
// or added.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gongwen::dom {

struct DiffStep {
  enum class Kind : std::uint8_t { Kept, Removed, Added };
  Kind kind = Kind::Kept;
  std::uint32_t former = 0;   // index; for Removed and Kept
  std::uint32_t current = 0;  // index; for Kept and Added
};

/// A minimal difference (E. W. Myers, An O(ND) Difference Algorithm). If it has too many steps, everything between the
/// common start and the common end is replaced.
std::vector<DiffStep> diff_sequences(std::span<const std::uint32_t> former, std::span<const std::uint32_t> current);

/// Makes a difference readable: kept items that weigh no more than the changes on either side are replaced together
/// with them; if little was kept, everything is replaced. `weights` are those of the former and of the current
/// sequence.
std::vector<DiffStep> readable_steps(const std::vector<DiffStep>& steps, std::span<const std::uint32_t> former_weights,
                                     std::span<const std::uint32_t> current_weights);

/// Pairs of equal items that occur once in each sequence, in the same order in both; as many as possible.
std::vector<DiffStep> unique_anchors(std::span<const std::uint64_t> former, std::span<const std::uint64_t> current);

}  // namespace gongwen::dom
