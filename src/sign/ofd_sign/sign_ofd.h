// Seals in finished OFD packages (GB/T 33190-2016, chapter on digital signatures; GB/T 38540-2020). What was there
// stays as it is, but for OFD.xml, which names the list of signatures, and the list.
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

/// A place on a page. All lengths are millimetres, from the upper left corner.
struct OfdPlace {
  std::uint32_t page = 0;  // from 1 on
  double x = 0;            // the centre of the seal
  double y = 0;
};

struct OfdSignOptions {
  std::string seal_der;           // the file .esl
  std::string field;              // a place that the document was made with; may be left out when it has one
  std::optional<OfdPlace> place;  // another one
  std::optional<double> width;    // mm; what the seal says otherwise
  bool riding = false;            // the seal across the edges of all pages, too
  bool is_last = false;           // the list of signatures is signed as well, so that no other can follow
  std::int64_t time = 0;          // when it is sealed, by the caller's clock; Unix seconds
  sign::TimestampOptions timestamp;
};

struct SignedOfd {
  std::string bytes;
  std::string id;  // of the signature: `s001`
  std::string seal;
  std::vector<std::uint32_t> pages;  // where it is shown
  std::size_t earlier = 0;           // signatures that were there before
};

/// `name` is what messages call the file. The result is verified before it is returned. Nothing after a report.
/// Reports: ofd-sign/*, and what keys, seals and time stamps report.
std::optional<SignedOfd> sign_ofd(const std::string& name, std::string_view bytes, const sign::SigningKey& key,
                                  const OfdSignOptions& options, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::ofd_sign
