#include "engine/definition_hash.h"

#include "base/format.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace gongwen::engine {

std::string definition_hash(const BundleFiles& files) {
  std::string all;
  diagnostics::DiagnosticSink unheard;
  for (const std::string& name : files.list()) {
    const base::Expected<std::string> bytes = files.read_bytes(name, {}, unheard);
    // Lengths keep names and contents apart.
    all += fmt::format("{} {} {}\n", name.size(), name, bytes ? bytes->size() : 0);
    if (bytes) all += *bytes;
  }
  const XXH128_hash_t hash = XXH3_128bits(all.data(), all.size());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace gongwen::engine
