// Whatever a sealed OFD file is: it is judged, and nothing is valid, since no certificate is trusted. The first byte
// chooses: a whole package; or the list, the description or the value of a signature in a sound one, since mutations of
// check sums hardly ever get that far.
#include "package/zip_writer.h"
#include "sign/digest.h"
#include "sign/ofd_sign/judge_ofd.h"
#include "sign/signatures/report.h"

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>

namespace {

constexpr std::string_view kNamespace = " xmlns:ofd=\"http://www.ofdspec.org/2016\"";

std::string package_with(const std::string& name, const std::string& content) {
  const std::string space(kNamespace);
  std::map<std::string, std::string> files = {
      {"OFD.xml", "<ofd:OFD" + space +
                      "><ofd:DocBody><ofd:DocRoot>D/Document.xml</ofd:DocRoot><ofd:Signatures>D/S/List.xml"
                      "</ofd:Signatures></ofd:DocBody></ofd:OFD>"},
      {"D/Document.xml", "<ofd:Document" + space + "><ofd:Pages><ofd:Page ID=\"1\"/></ofd:Pages></ofd:Document>"},
      {"D/S/List.xml",
       "<ofd:Signatures" + space + "><ofd:Signature ID=\"s001\" BaseLoc=\"/D/S/Signature.xml\"/></ofd:Signatures>"},
      {"D/S/Signature.xml",
       "<ofd:Signature" + space +
           "><ofd:SignedInfo><ofd:References CheckMethod=\"SM3\"><ofd:Reference FileRef=\"/OFD.xml\">"
           "<ofd:CheckValue>AA==</ofd:CheckValue></ofd:Reference></ofd:References><ofd:Seal>"
           "<ofd:BaseLoc>Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>"
           "<ofd:SignedValue>Value.dat</ofd:SignedValue></ofd:Signature>"},
      {"D/S/Seal.esl", "0"},
      {"D/S/Value.dat", "0"},
  };
  files[name] = content;
  gongwen::package::ZipWriter zip;
  std::string out;
  for (const auto& [path, bytes] : files) out += zip.entry(gongwen::package::stored_entry(path, bytes));
  return out + zip.end();
}

std::string package_of(const std::string& input) {
  const std::string rest = input.substr(1);
  switch (input.front()) {
    case 'l': return package_with("D/S/List.xml", rest);
    case 'd': return package_with("D/S/Signature.xml", rest);
    case 'v': return package_with("D/S/Value.dat", rest);
    case 'o': return package_with("OFD.xml", rest);
    default: return rest;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gongwen;
  if (size == 0) return 0;
  diagnostics::DiagnosticSink sink;
  if (!sign::has_cryptography(sink)) std::abort();
  const std::string bytes = package_of(std::string(reinterpret_cast<const char*>(data), size));
  const ofd_sign::JudgedOfd judged = ofd_sign::judge_ofd(bytes, {});
  if (judged.verdict == sign::Verdict::Valid) std::abort();
  for (const ofd_sign::JudgedSeal& seal : judged.seals) {
    if (seal.verdict == sign::Verdict::Valid) std::abort();
    ofd_sign::report_seal("a.ofd", seal, sink);
  }
  ofd_sign::report_package("a.ofd", judged, sink);
  signatures::text_report("a.ofd", judged, diagnostics::Language::Chinese);
  signatures::json_report("a.ofd", judged);
  return 0;
}
