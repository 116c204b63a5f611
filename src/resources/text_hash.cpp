#include "resources/text_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace gongwen::resources {

struct TextHash::State {
  XXH3_state_t hash;
};

TextHash::TextHash() : state_(std::make_unique<State>()) { XXH3_128bits_reset(&state_->hash); }
TextHash::~TextHash() = default;

void TextHash::add(std::string_view text) { XXH3_128bits_update(&state_->hash, text.data(), text.size()); }

std::string TextHash::hexadecimal() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(&state_->hash));
  std::string text;
  for (const unsigned char byte : canonical.digest) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 0xF]);
  }
  return text;
}

std::uint64_t TextHash::short_number() const { return XXH3_128bits_digest(&state_->hash).low64; }

}  // namespace gongwen::resources
