// Seals finished OFD packages (GB/T 33190-2016, chapter on digital signatures; GB/T 38540-2020). All existing files
// stay unchanged, except OFD.xml, which refers to the list of signatures, and the list.
//   const auto file = ofd_sign::sign_ofd("letter.ofd", bytes, key, options, sink);
#pragma once

#include "diagnostics/diagnostic.h"
#include "sign/signing_key.h"
#include "sign/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::ofd_sign {

/// A place on a page, in millimetres from the upper left corner.
struct OfdPlace {
  std::uint32_t page = 0;  // from 1 on
  double x = 0;            // the centre of the seal
  double y = 0;
};

struct OfdSignOptions {
  std::string seal_der;           // the file .esl
  std::string field;              // a place reserved in the document; may be omitted if it has only one
  std::optional<OfdPlace> place;  // another place
  std::optional<double> width;    // mm; nullopt: the size that the seal states
  bool riding = false;            // also adds the seal across the edges of all pages
  bool is_last = false;           // signs the list of signatures too, so that no other seal can follow
  std::int64_t time = 0;          // the time of sealing by the caller's clock; Unix seconds
  sign::TimestampOptions timestamp;
};

struct SignedOfd {
  std::string bytes;
  std::string id;  // of the signature: `s001`
  std::string seal;
  std::vector<std::uint32_t> pages;  // pages that show the seal
  std::size_t earlier = 0;           // number of earlier signatures
};

/// `name` is the file's name in messages. The result is verified before it is returned. nullopt after reporting an
/// error.
/// Reports: ofd-sign/*, and those of keys, seals and time stamps.
std::optional<SignedOfd> sign_ofd(const std::string& name, std::string_view bytes, const sign::SigningKey& key,
                                  const OfdSignOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ofd_sign
