#include "resources/detail/deflate_bits.h"

#include <algorithm>
#include <array>

namespace gongwen::resources {
namespace {

constexpr std::size_t kMaxSymbols = 288;

/// A symbol or, from their number on, a pair of what comes before it.
struct Node {
  std::uint32_t count = 0;
  std::uint16_t parent = 0;
  std::uint16_t depth = 0;
};

/// How many of the leaves, which are in the order of their counts, have codes of each length.
using LengthCounts = std::array<std::uint32_t, kMaxCodeBits + 1>;

/// Huffman's tree, from two rows that are in order: symbols and pairs.
LengthCounts count_depths(std::span<Node> nodes, std::size_t leaves, unsigned most_bits) {
  std::size_t leaf = 0;
  std::size_t pair = leaves;
  const std::size_t root = 2 * leaves - 2;
  for (std::size_t next = leaves; next <= root; ++next) {
    nodes[next].count = 0;
    for (int i = 0; i < 2; ++i) {
      const bool is_leaf = leaf < leaves && (pair == next || nodes[leaf].count <= nodes[pair].count);
      Node& taken = nodes[is_leaf ? leaf++ : pair++];
      taken.parent = static_cast<std::uint16_t>(next);
      nodes[next].count += taken.count;
    }
  }
  LengthCounts lengths{};
  nodes[root].depth = 0;
  for (std::size_t i = root; i-- > 0;) {
    nodes[i].depth = static_cast<std::uint16_t>(nodes[nodes[i].parent].depth + 1);
    if (i < leaves) ++lengths[std::min<unsigned>(nodes[i].depth, most_bits)];
  }
  return lengths;
}

/// Codes that were cut to the limit take more room than there is: two of the longest become one longer than the longest
/// of the others, which gives way, until they fit.
void make_fit(LengthCounts& lengths, unsigned most_bits) {
  std::uint32_t taken = 0;
  for (unsigned bits = 1; bits <= most_bits; ++bits) taken += lengths[bits] << (most_bits - bits);
  for (; taken > 1U << most_bits; --taken) {
    unsigned bits = most_bits - 1;
    while (lengths[bits] == 0) --bits;
    --lengths[bits];
    lengths[bits + 1] += 2;
    --lengths[most_bits];
  }
}

}  // namespace

void find_code_lengths(std::span<const std::uint32_t> counts, unsigned most_bits, std::span<std::uint8_t> lengths) {
  std::fill(lengths.begin(), lengths.end(), std::uint8_t{0});
  // A count and its symbol in one number, which are quick to sort.
  std::array<std::uint64_t, kMaxSymbols> sorted;
  std::size_t leaves = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) sorted[leaves++] = std::uint64_t{counts[i]} << 16 | i;
  }
  if (leaves < 2) {
    const std::size_t only = leaves == 0 ? 0 : sorted[0] & 0xFFFF;
    lengths[only] = lengths[only == 0 ? 1 : 0] = 1;
    return;
  }
  std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(leaves));
  std::array<Node, 2 * kMaxSymbols> nodes;
  for (std::size_t i = 0; i < leaves; ++i) nodes[i].count = static_cast<std::uint32_t>(sorted[i] >> 16);
  LengthCounts numbers = count_depths(nodes, leaves, most_bits);
  make_fit(numbers, most_bits);
  std::size_t next = 0;
  for (unsigned bits = most_bits; bits > 0; --bits) {
    for (; numbers[bits] > 0; --numbers[bits]) lengths[sorted[next++] & 0xFFFF] = static_cast<std::uint8_t>(bits);
  }
}

void find_codes(std::span<const std::uint8_t> lengths, std::span<Bits> codes) {
  for_each_code(lengths, [&](std::size_t symbol, unsigned bits, unsigned code) { codes[symbol] = {code, bits}; });
}

}  // namespace gongwen::resources
