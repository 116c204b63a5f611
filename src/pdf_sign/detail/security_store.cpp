#include "base/format.h"
#include "pdf_sign/detail/revision_parts.h"
#include "sign/digest.h"

namespace gongwen::pdf_sign {
namespace {

std::string stream_references(const std::vector<std::string>& ders, Revision& revision) {
  std::string references;
  for (const std::string& der : ders) {
    references += (references.empty() ? "" : " ") + reference(revision.update().add_stream("", der));
  }
  return references;
}

std::string hex_name(std::string_view bytes) {
  std::string out;
  pdf::append_hex(out, bytes);
  return "/" + out.substr(1, out.size() - 2);
}

}  // namespace

void add_security_store(const sign::ValidationData& data, std::string_view contents, Revision& revision) {
  const intake::PdfPart& before = revision.pdf().security_store;
  std::string store = "<</Type/DSS";
  std::string validation = "<</Type/VRI";
  struct List {
    std::string_view key;        // of the store
    std::string_view short_key;  // of what one signature needs
    const std::vector<std::string>& ders;
  };
  for (const List& list : {List{"/Certs", "/Cert", data.certificates_der}, List{"/CRLs", "/CRL", data.crls_der},
                           List{"/OCSPs", "/OCSP", data.ocsps_der}}) {
    const std::string added = stream_references(list.ders, revision);
    if (!added.empty()) validation += fmt::format("{}[{}]", list.short_key, added);
    std::string all(before.value(list.key));
    if (!added.empty()) all = appended(all, added);
    if (!all.empty()) store += std::string(list.key) + all;
  }
  std::string by_signature(before.value("/VRI"));
  if (by_signature.empty()) by_signature = "<<>>";
  by_signature.resize(by_signature.size() - 2);
  const std::string key = hex_name(sign::digest("SHA-1", contents).value_or(std::string()));
  by_signature += fmt::format("{} {}>>>>", key, reference(revision.update().add(validation + ">>")));
  by_signature.resize(by_signature.size() - 2);
  const ObjectNumber number = revision.update().add(store + "/VRI" + by_signature + ">>");
  revision.set_catalog("/DSS", reference(number));
  // The store is an extension of ISO 32000-1; later versions have it.
  constexpr std::string_view kExtension = "/ESIC<</BaseVersion/1.7/ExtensionLevel 1>>";
  std::string extensions(revision.pdf().catalog.value("/Extensions"));
  if (extensions.find("/ESIC") != std::string::npos) return;
  if (extensions.ends_with(">>")) {
    extensions.insert(extensions.size() - 2, kExtension);
    revision.set_catalog("/Extensions", extensions);
  } else if (extensions.empty()) {
    revision.set_catalog("/Extensions", "<<" + std::string(kExtension) + ">>");
  }
}

}  // namespace gongwen::pdf_sign
