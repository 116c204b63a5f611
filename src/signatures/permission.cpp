#include "signatures/judge.h"

namespace gongwen::signatures {
namespace {

using intake::ChangeKind;

// Levels of DocMDP (ISO 32000-2, 12.8.2.2.2).
constexpr int kNoChanges = 1;
constexpr int kFilling = 2;

Permission allow(bool condition) { return condition ? Permission::Permitted : Permission::Forbidden; }

/// Without a certification others may sign, complete the form and add annotations: the signature says what its signer
/// saw, the others' additions are theirs.
bool may_annotate(int certification) { return certification == 0 || certification > kFilling; }

/// What shows needs a known person who vouches for it, or somebody who looks.
Permission seen_by(const intake::FileChange& change, bool has_signer) {
  return change.effect == intake::Effect::Shows && !has_signer ? Permission::Doubtful : Permission::Permitted;
}

/// A value that is locked, or that the certification fixes.
Permission of_field_value(const intake::FileChange& change, int certification,
                          const intake::SignatureFacts& signature) {
  return allow(certification != kNoChanges && !signature.lock.holds(change.field));
}

Permission of_annotation(const intake::FileChange& change, int certification, bool has_signer) {
  if (!may_annotate(certification)) return Permission::Forbidden;
  return seen_by(change, has_signer);
}

/// A certified document has the fields that others are to sign; one that is added shows what the certifier has not
/// seen.
Permission of_new_signature_field(const intake::FileChange& change, int certification, bool has_signer) {
  if (certification != 0) return Permission::Forbidden;
  return seen_by(change, has_signer);
}

}  // namespace

Permission permission_of(const intake::FileChange& change, int certification, const intake::SignatureFacts& signature,
                         bool has_signer) {
  // Whatever the standard permits to be added, nobody signed what it makes programs do.
  if (change.effect == intake::Effect::Acts) return Permission::Forbidden;
  switch (change.kind) {
    case ChangeKind::TimestampAdded:
    case ChangeKind::ValidationDataAdded:
    case ChangeKind::ValidationDataLeftOut:
    case ChangeKind::StructureGrown: return Permission::Permitted;
    case ChangeKind::SignatureAdded: return allow(certification != kNoChanges && !signature.lock.holds(change.field));
    case ChangeKind::SignatureFieldAdded:
    case ChangeKind::EmptySignatureField: return of_new_signature_field(change, certification, has_signer);
    case ChangeKind::FormDefaults:
      return certification == kNoChanges ? Permission::Forbidden : seen_by(change, has_signer);
    case ChangeKind::FieldValue: return of_field_value(change, certification, signature);
    case ChangeKind::AnnotationAdded:
    case ChangeKind::AnnotationChanged:
    case ChangeKind::AnnotationRemoved: return of_annotation(change, certification, has_signer);
    // Programs write the time of saving there; nothing of it is on a page.
    case ChangeKind::MetadataChanged: return allow(certification != kNoChanges);
    case ChangeKind::NotJudged: return Permission::NotJudged;
    case ChangeKind::ValidationDataRemoved:
    case ChangeKind::SignatureRemoved:
    case ChangeKind::SignatureReplaced:
    case ChangeKind::SignatureFieldChanged:
    case ChangeKind::FieldAppearance:
    case ChangeKind::FieldChanged:
    case ChangeKind::FieldAdded:
    case ChangeKind::FieldRemoved:
    case ChangeKind::FormChanged:
    case ChangeKind::PagesChanged:
    case ChangeKind::PageContents:
    case ChangeKind::PageFont:
    case ChangeKind::PageResource:
    case ChangeKind::PageGeometry:
    case ChangeKind::PageEntry:
    case ChangeKind::RootReplaced:
    case ChangeKind::LayersChanged:
    case ChangeKind::ActionsChanged:
    case ChangeKind::AttachmentsChanged:
    case ChangeKind::OutlineChanged:
    case ChangeKind::StructureChanged:
    case ChangeKind::PermissionsChanged:
    case ChangeKind::CatalogEntry:
    case ChangeKind::EncryptionChanged:
    case ChangeKind::JunkAppended: break;
  }
  return Permission::Forbidden;
}

}  // namespace gongwen::signatures
