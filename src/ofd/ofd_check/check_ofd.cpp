#include "ofd/ofd_check/check_ofd.h"

#include "diagnostics/catalogue/ofd_check.h"
#include "ofd/ofd_check/detail/checker.h"

namespace gongwen::ofd_check {
namespace {

namespace messages = diagnostics::messages;

}  // namespace

void check_ofd(const std::string& name, std::string_view bytes, const CheckOptions& options,
               resources::SourceStore& sources, diagnostics::DiagnosticSink& sink) {
  Reporter reporter(sink, options.max_of_kind);
  auto zip = package::ZipArchive::open(bytes, {});
  if (!zip) {
    const auto source = sources.add_name(name);
    switch (zip.error()) {
      case package::ZipError::Encrypted: reporter.report(messages::OfdCheckEncrypted, source, 0, name); break;
      case package::ZipError::Damaged:
      case package::ZipError::NoSuchEntry: reporter.report(messages::OfdCheckNotPackage, source, 0, name); break;
      case package::ZipError::TooManyEntries:
      case package::ZipError::TooLarge:
      case package::ZipError::TooDense: reporter.report(messages::OfdCheckLimit, source, 0, name, "ZIP"); break;
    }
    return;
  }
  Checker(name, *zip, options.profile, sources, reporter).check();
  reporter.finish(sources.add_name(name));
}

}  // namespace gongwen::ofd_check
