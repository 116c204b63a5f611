#include "signing/detail/file_source.h"

#include "diagnostics/catalogue/signing.h"
#include "resources/read_file.h"

namespace gongwen::signing {

std::optional<std::string> bytes_of(const FileSource& file, std::size_t max_bytes, diagnostics::DiagnosticSink& sink) {
  if (!file.bytes) {
    auto bytes = resources::read_bytes(file.path, {max_bytes}, sink);
    return bytes ? std::optional(*std::move(bytes)) : std::nullopt;
  }
  if (file.bytes->size() <= max_bytes) return file.bytes;
  sink.report(diagnostics::messages::SigningTooLarge, diagnostics::Origin{}, file.path, max_bytes);
  return std::nullopt;
}

sign::TrustFiles trust_files(const TrustFileNames& names) { return {names.anchors, names.crls, names.ocsps}; }

}  // namespace gongwen::signing
