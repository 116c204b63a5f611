// Whatever a signed PDF is: its signatures are read and judged, what is read fits through the wire, and nothing is
// valid that has range errors.
#include "intake/signed_pdf.h"
#include "sign/signatures/judge.h"
#include "sign/signatures/report.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gongwen;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  intake::IntakeLimits limits;
  limits.max_objects = 5'000;
  limits.max_stream_bytes = std::size_t{4} << 20;
  const auto facts = intake::parse_signed_pdf(intake::write_signed_pdf(intake::read_signed_pdf(bytes, limits)));
  if (!facts) std::abort();
  const signatures::JudgedPdf judged = signatures::judge(bytes, *facts, {});
  for (const signatures::JudgedSignature& one : judged.signatures) {
    if (!one.facts.faults.empty() && one.verdict == sign::Verdict::Valid) std::abort();
  }
  signatures::text_report("a.pdf", judged, diagnostics::Language::Chinese);
  signatures::json_report("a.pdf", judged);
  return 0;
}
