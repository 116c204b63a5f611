#include "service/inbox/sealing.h"

#include "base/escapes.h"
#include "base/file_path.h"
#include "base/loaded_library.h"
#include "diagnostics/diagnostic.h"
#include "resources/file_tree.h"
#include "resources/read_file.h"
#include "service/inbox/secrets.h"

#include <array>
#include <utility>

#include <sodium.h>

namespace gongwen::inbox {
// A separate namespace, since secrets.cpp loads other functions of the same library by the same macros.
namespace sealing {

#define GONGWEN_LOADED_LIBRARY GONGWEN_SODIUM_LIBRARY
#define GONGWEN_LOADED_FUNCTIONS "service/inbox/detail/box_functions.def"
#include "base/loaded_functions.inc"

}  // namespace sealing

namespace {

/// Loads and starts libsodium; returns the reason if it cannot be used.
const std::optional<base::LibraryError>& load_box() {
  static const std::optional<base::LibraryError> error = [] {
    auto found = sealing::find_loaded_functions();
    if (!found && sealing::sodium_init() < 0) found = base::LibraryError{"libsodium does not start"};
    return found;
  }();
  return error;
}

const unsigned char* box_bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* box_bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

Result<Box> Box::open(const std::string& path) {
  if (const auto& error = load_box()) return base::Failure{Fault{Fault::Kind::Files, error->reason}};
  const std::string folder(base::folder_part(path));
  if (const auto error = resources::make_private_folder(folder)) return base::Failure{fault_of_file(error)};
  if (!resources::path_exists(path)) {
    // 256 bits in base64; one line, so that an operator can copy it.
    std::string text;
    base::append_base64(text, random_bytes(crypto_secretbox_KEYBYTES));
    // If two processes start at the same time, the second one uses the key of the first.
    const auto error = resources::write_durable_file(path, text + '\n', resources::IfExists::Keep);
    if (error) return base::Failure{fault_of_file(error)};
  }
  diagnostics::DiagnosticSink unheard;
  const auto text = resources::read_bytes(path, {}, unheard);
  auto key = text ? base::parse_base64(*text) : std::nullopt;
  if (!key || key->size() != crypto_secretbox_KEYBYTES) {
    return base::Failure{Fault{Fault::Kind::Files, path + " has no key"}};
  }
  return Box(*std::move(key));
}

std::string Box::seal(std::string_view text) const {
  const std::string nonce = random_bytes(crypto_secretbox_NONCEBYTES);
  std::string sealed(text.size() + crypto_secretbox_MACBYTES, '\0');
  sealing::crypto_secretbox_easy(box_bytes(sealed), box_bytes(text), text.size(), box_bytes(std::string_view(nonce)),
                                 box_bytes(std::string_view(key_)));
  std::string written;
  // The nonce comes first: unseal() needs it before anything can be checked. Random nonces of 192 bits need no counter.
  base::append_base64(written, nonce + sealed);
  return written;
}

std::optional<std::string> Box::unseal(std::string_view sealed) const {
  const std::optional<std::string> bytes = base::parse_base64(sealed);
  // Shorter than nonce and authenticator: it cannot have been sealed here.
  if (!bytes || bytes->size() < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES) return std::nullopt;
  const std::string_view nonce = std::string_view(*bytes).substr(0, crypto_secretbox_NONCEBYTES);
  const std::string_view rest = std::string_view(*bytes).substr(crypto_secretbox_NONCEBYTES);
  std::string text(rest.size() - crypto_secretbox_MACBYTES, '\0');
  const int opened = sealing::crypto_secretbox_open_easy(box_bytes(text), box_bytes(rest), rest.size(),
                                                         box_bytes(nonce), box_bytes(std::string_view(key_)));
  return opened == 0 ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace gongwen::inbox
