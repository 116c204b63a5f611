#include "base/sha256.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace gongwen::base {
namespace {

constexpr std::array<std::uint32_t, 64> kRoundConstants = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t big_endian(const unsigned char* bytes) {
  return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

using State = std::array<std::uint32_t, 8>;

/// The latest sixteen of the 64 words of a block (section 6.2.2); each new word replaces the one sixteen before it.
using Words = std::array<std::uint32_t, 16>;

template <std::size_t kWord>
[[gnu::always_inline]] inline void make_word(Words& words) {
  const std::uint32_t a = words[(kWord + 1) % 16];
  const std::uint32_t b = words[(kWord + 14) % 16];
  words[kWord] += (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + words[(kWord + 9) % 16] +
                  (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
}

/// The standard shifts the eight variables a … h by one place in each round. Here the values stay where they are, and
/// `kRound` determines which place plays which variable.
template <std::size_t kRound>
[[gnu::always_inline]] inline void apply_round(State& state, std::uint32_t added) {
  constexpr auto kPart = [](std::size_t i) {
    return (i + 16 - kRound) % 8;
  };
  const std::uint32_t a = state[kPart(0)];
  const std::uint32_t b = state[kPart(1)];
  const std::uint32_t e = state[kPart(4)];
  const std::uint32_t g = state[kPart(6)];
  const std::uint32_t sum1 = std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25);
  const std::uint32_t choice = ((state[kPart(5)] ^ g) & e) ^ g;
  const std::uint32_t sum0 = std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22);
  const std::uint32_t majority = (a & b) | ((a | b) & state[kPart(2)]);
  const std::uint32_t one = state[kPart(7)] + sum1 + choice + added;
  state[kPart(3)] += one;
  state[kPart(7)] = one + sum0 + majority;
}

template <std::size_t... kRounds>
[[gnu::always_inline]] inline void make_words(Words& words, std::index_sequence<kRounds...> /*rounds*/) {
  (make_word<kRounds>(words), ...);
}

template <std::size_t... kRounds>
[[gnu::always_inline]] inline void apply_rounds(State& state, const Words& words, std::size_t first,
                                                std::index_sequence<kRounds...> /*rounds*/) {
  (apply_round<kRounds>(state, kRoundConstants[first + kRounds] + words[kRounds]), ...);
}

}  // namespace

void Sha256::add_block(const unsigned char* block) {
  Words words;
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = big_endian(block + 4 * i);
  State state = state_;
  constexpr std::make_index_sequence<16> kRounds;
  for (std::size_t first = 0; first < kRoundConstants.size(); first += words.size()) {
    if (first > 0) make_words(words, kRounds);
    apply_rounds(state, words, first, kRounds);
  }
  for (std::size_t i = 0; i < state.size(); ++i) state_[i] += state[i];
}

void Sha256::add(std::string_view bytes) {
  const std::size_t filled = size_ % rest_.size();
  size_ += bytes.size();
  if (filled > 0) {
    const std::size_t count = std::min(bytes.size(), rest_.size() - filled);
    std::memcpy(rest_.data() + filled, bytes.data(), count);
    bytes.remove_prefix(count);
    if (filled + count < rest_.size()) return;
    add_block(rest_.data());
  }
  for (; bytes.size() >= rest_.size(); bytes.remove_prefix(rest_.size())) {
    add_block(reinterpret_cast<const unsigned char*>(bytes.data()));
  }
  if (!bytes.empty()) std::memcpy(rest_.data(), bytes.data(), bytes.size());
}

std::string Sha256::hexadecimal() {
  const std::uint64_t bits = size_ * 8;
  add(std::string_view("\x80", 1));
  while (size_ % rest_.size() != rest_.size() - 8) add(std::string_view("\0", 1));
  std::string length;
  for (int shift = 56; shift >= 0; shift -= 8) length.push_back(static_cast<char>(bits >> shift & 0xFF));
  add(length);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint32_t word : state_) {
    for (int shift = 28; shift >= 0; shift -= 4) text.push_back(kDigits[word >> shift & 0xF]);
  }
  return text;
}

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.hexadecimal();
}

}  // namespace gongwen::base
