#include "pdf_sign/detail/signing_checks.h"

#include "diagnostics/catalogue/pdf_sign.h"
#include "diagnostics/catalogue/sign.h"
#include "pdf_sign/detail/page_space.h"

#include <algorithm>

namespace gongwen::pdf_sign {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;
using intake::SignableField;
using intake::SignablePdf;
using intake::SignableState;

std::string empty_field_names(const SignablePdf& pdf) {
  std::string names;
  for (const SignableField& field : pdf.fields) {
    if (!field.is_signed) names += (names.empty() ? "" : ", ") + field.name;
  }
  return names.empty() ? "-" : names;
}

bool locks(const intake::FoundSignature& found, const std::string& field) {
  const bool is_named =
      std::find(found.locked_fields.begin(), found.locked_fields.end(), field) != found.locked_fields.end();
  if (found.locks == "Include") return is_named;
  if (found.locks == "Exclude") return !is_named;
  return found.locks == "All";
}

bool check_place(const std::string& name, const SignablePdf& pdf, const PdfSignOptions& options, DiagnosticSink& sink) {
  const SealPlace& place = *options.place;
  if (place.page == 0 || place.page > pdf.pages.size()) {
    sink.report(messages::SignNoSuchPage, Origin{}, name, place.page, pdf.pages.size());
    return false;
  }
  const ShownPage page(pdf.pages[place.page - 1]);
  const double reach = options.diameter / 2;
  const double width = page.width / kPointsPerMm;
  const double height = page.height / kPointsPerMm;
  if (place.x < reach || place.y < reach || place.x > width - reach || place.y > height - reach) {
    sink.report(messages::PdfSignOutsidePage, Origin{}, name, place.page);
    return false;
  }
  return true;
}

const SignableField* find_named(const std::string& name, const SignablePdf& pdf, const std::string& wanted,
                                DiagnosticSink& sink) {
  for (const SignableField& field : pdf.fields) {
    if (field.name != wanted) continue;
    if (!field.is_signed) return &field;
    sink.report(messages::PdfSignFieldSigned, Origin{}, name, wanted);
    return nullptr;
  }
  sink.report(messages::PdfSignNoSuchField, Origin{}, name, wanted, empty_field_names(pdf));
  return nullptr;
}

}  // namespace

bool check_state(const std::string& name, SignableState state, DiagnosticSink& sink) {
  switch (state) {
    case SignableState::Ready: return true;
    case SignableState::Encrypted: sink.report(messages::PdfSignEncrypted, Origin{}, name); break;
    case SignableState::Damaged: sink.report(messages::PdfSignDamaged, Origin{}, name); break;
    case SignableState::Hybrid: sink.report(messages::PdfSignHybrid, Origin{}, name); break;
    case SignableState::Xfa: sink.report(messages::PdfSignXfa, Origin{}, name); break;
    case SignableState::TooLarge: sink.report(messages::PdfSignTooLarge, Origin{}, name); break;
    case SignableState::NoLibrary: sink.report(messages::PdfSignNoLibrary, Origin{}, name); break;
  }
  return false;
}

std::optional<const SignableField*> choose_field(const std::string& name, const SignablePdf& pdf,
                                                 const PdfSignOptions& options, DiagnosticSink& sink) {
  const SignableField* chosen = nullptr;
  if (!options.field.empty()) {
    chosen = find_named(name, pdf, options.field, sink);
    if (chosen == nullptr) return std::nullopt;
  } else if (options.place) {
    if (!check_place(name, pdf, options, sink)) return std::nullopt;
    return nullptr;
  } else {
    const auto is_empty = [](const SignableField& field) {
      return !field.is_signed;
    };
    const auto count = std::count_if(pdf.fields.begin(), pdf.fields.end(), is_empty);
    if (count > 1) {
      sink.report(messages::PdfSignSeveralFields, Origin{}, name, empty_field_names(pdf));
      return std::nullopt;
    }
    if (count == 1) chosen = &*std::find_if(pdf.fields.begin(), pdf.fields.end(), is_empty);
    if (chosen == nullptr && options.seal != nullptr && !options.riding) {
      sink.report(messages::PdfSignNoPlace, Origin{}, name);
      return std::nullopt;
    }
  }
  for (const intake::FoundSignature& found : pdf.signatures) {
    if (chosen == nullptr || !locks(found, chosen->name)) continue;
    sink.report(messages::PdfSignFieldLocked, Origin{}, name, chosen->name, found.field);
    return std::nullopt;
  }
  return chosen;
}

bool check_permissions(const std::string& name, const SignablePdf& pdf, const PdfSignOptions& options,
                       const SignableField* field, DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  for (const intake::FoundSignature& found : pdf.signatures) {
    if (found.certified == 1) {
      sink.report(messages::PdfSignNoChangesPermitted, Origin{}, name, found.field);
      return false;
    }
    if (found.certified != 0 && field == nullptr) {
      sink.report(messages::PdfSignNoFieldPermitted, Origin{}, name, found.field);
    }
    if (found.certified == 2 && options.riding) {
      sink.report(messages::PdfSignNoRidingPermitted, Origin{}, name, found.field);
    }
  }
  if (options.certify != Certify::None && !pdf.signatures.empty()) {
    sink.report(messages::PdfSignNotFirst, Origin{}, name, pdf.signatures.front().field);
  }
  if (options.riding && pdf.pages.size() < 2) sink.report(messages::SignOnePage, Origin{}, name);
  if (watch.saw_errors()) return false;
  const bool has_further = std::any_of(pdf.fields.begin(), pdf.fields.end(), [field](const SignableField& other) {
    return !other.is_signed && &other != field;
  });
  if (options.certify > Certify::NoChanges && !has_further) {
    sink.report(messages::PdfSignNoFurtherField, Origin{}, name);
  }
  return true;
}

}  // namespace gongwen::pdf_sign
