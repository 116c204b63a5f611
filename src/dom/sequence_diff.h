// The steps from one sequence to another: what both have in the same order is kept, the rest is taken out or put in.
// Both are sequences of numbers, equal for what is alike.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace gongwen::dom {

struct DiffStep {
  enum class Kind : std::uint8_t { Kept, Removed, Added };
  Kind kind = Kind::Kept;
  std::uint32_t former = 0;   // index; of Kept and Removed
  std::uint32_t current = 0;  // index; of Kept and Added
};

/// The fewest steps (E. W. Myers, An O(ND) Difference Algorithm), as long as they are not too many: then everything
/// between the common start and the common end is replaced.
std::vector<DiffStep> diff_sequences(std::span<const std::uint32_t> former, std::span<const std::uint32_t> current);

/// Makes steps readable: a kept stretch that weighs no more than the changes on either side of it is replaced with
/// them, and everything is if little was kept. `weights` are those of the former sequence and of the current one.
std::vector<DiffStep> readable_steps(const std::vector<DiffStep>& steps, std::span<const std::uint32_t> former_weights,
                                     std::span<const std::uint32_t> current_weights);

/// Pairs of equal items that occur once in either sequence, in an order that both share; as many as possible.
std::vector<DiffStep> unique_anchors(std::span<const std::uint64_t> former, std::span<const std::uint64_t> current);

}  // namespace gongwen::dom
