#include "sign/secret_file.h"

#include "resources/read_file.h"
#include "sign/detail/key_backend.h"

#include <algorithm>

namespace gongwen::sign {
namespace {

constexpr std::size_t kMaxSecretBytes = 4096;

}  // namespace

std::optional<Secret> take_secret(std::string& text) {
  if (text.empty()) return std::nullopt;
  Secret secret{std::string(text)};
  wipe(text);
  return secret;
}

std::optional<Secret> read_secret_file(const std::string& path, diagnostics::DiagnosticSink& sink) {
  auto text = resources::read_bytes(path, {kMaxSecretBytes}, sink);
  if (!text) return std::nullopt;
  std::string line = text->substr(0, std::min(text->find_first_of("\r\n"), text->size()));
  wipe(*text);
  return take_secret(line);
}

}  // namespace gongwen::sign
