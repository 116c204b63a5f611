#include "diagnostics/catalogue/texts/signatures.h"
#include "signatures/report.h"

namespace gongwen::signatures {
namespace {

using diagnostics::TextPair;
using intake::ChangeKind;
using intake::FileChange;
using intake::NotJudgedWhy;
using intake::RangeFault;

TextPair why_not_judged(NotJudgedWhy why) {
  switch (why) {
    case NotJudgedWhy::Repaired: return texts::JudgeRepaired;
    case NotJudgedWhy::Hybrid: return texts::JudgeHybrid;
    case NotJudgedWhy::Unusual: return texts::JudgeUnusual;
    case NotJudgedWhy::TooLarge: return texts::JudgeTooLarge;
    case NotJudgedWhy::TooManyRevisions: return texts::JudgeTooMany;
    case NotJudgedWhy::Header: return texts::JudgeHeader;
    case NotJudgedWhy::Encrypted: break;
  }
  return texts::JudgeEncrypted;
}

TextPair what_changed(const FileChange& change) {
  switch (change.kind) {
    case ChangeKind::SignatureAdded: return texts::ChangeSignatureAdded.pair(change.field);
    case ChangeKind::SignatureFieldAdded: return texts::ChangeSignatureFieldAdded.pair(change.field);
    case ChangeKind::EmptySignatureField: return texts::ChangeEmptySignatureField.pair(change.field);
    case ChangeKind::TimestampAdded: return texts::ChangeTimestampAdded.pair(change.field);
    case ChangeKind::ValidationDataAdded: return texts::ChangeValidationAdded;
    case ChangeKind::ValidationDataRemoved: return texts::ChangeValidationRemoved;
    case ChangeKind::SignatureRemoved: return texts::ChangeSignatureRemoved.pair(change.field);
    case ChangeKind::SignatureReplaced: return texts::ChangeSignatureReplaced.pair(change.field);
    case ChangeKind::SignatureFieldChanged: return texts::ChangeSignatureFieldChanged.pair(change.field, change.detail);
    case ChangeKind::FieldValue: return texts::ChangeFieldValue.pair(change.field, change.before, change.after);
    case ChangeKind::FieldAppearance: return texts::ChangeFieldAppearance.pair(change.field);
    case ChangeKind::FieldChanged: return texts::ChangeFieldChanged.pair(change.field, change.detail);
    case ChangeKind::FieldAdded: return texts::ChangeFieldAdded.pair(change.field);
    case ChangeKind::FieldRemoved: return texts::ChangeFieldRemoved.pair(change.field);
    case ChangeKind::FormChanged: return texts::ChangeForm.pair(change.detail);
    case ChangeKind::AnnotationAdded: return texts::ChangeAnnotationAdded.pair(change.detail);
    case ChangeKind::AnnotationChanged: return texts::ChangeAnnotationChanged.pair(change.detail);
    case ChangeKind::AnnotationRemoved: return texts::ChangeAnnotationRemoved.pair(change.detail);
    case ChangeKind::PagesChanged: return texts::ChangePages.pair(change.before, change.after);
    case ChangeKind::PageContents: return texts::ChangePageContents;
    case ChangeKind::PageFont: return texts::ChangePageFont;
    case ChangeKind::PageResource: return texts::ChangePageResource.pair(change.detail);
    case ChangeKind::PageGeometry: return texts::ChangePageGeometry.pair(change.detail);
    case ChangeKind::PageEntry: return texts::ChangePageEntry.pair(change.detail);
    case ChangeKind::RootReplaced: return texts::ChangeRoot.pair(change.detail);
    case ChangeKind::LayersChanged: return texts::ChangeLayers;
    case ChangeKind::ActionsChanged: return texts::ChangeActions.pair(change.detail);
    case ChangeKind::AttachmentsChanged: return texts::ChangeAttachments;
    case ChangeKind::OutlineChanged: return texts::ChangeOutline;
    case ChangeKind::StructureGrown: return texts::ChangeStructureGrown;
    case ChangeKind::StructureChanged: return texts::ChangeStructure;
    case ChangeKind::MetadataChanged: return texts::ChangeMetadata;
    case ChangeKind::PermissionsChanged: return texts::ChangePermissions;
    case ChangeKind::CatalogEntry: return texts::ChangeCatalog.pair(change.detail);
    case ChangeKind::EncryptionChanged: return texts::ChangeEncryption;
    case ChangeKind::JunkAppended: return texts::ChangeJunk.pair(change.detail);
    case ChangeKind::NotJudged: break;
  }
  return why_not_judged(change.why);
}

}  // namespace

TextPair words_of(const FileChange& change) {
  TextPair words = what_changed(change);
  if (change.object > 0) words = texts::ChangeWithObject.pair(words, change.object);
  if (change.page > 0) words = texts::ChangeOnPage.pair(change.page, words);
  return words;
}

TextPair words_of(RangeFault fault) {
  switch (fault) {
    case RangeFault::NoDictionary: return texts::RangeNoDictionary;
    case RangeFault::NoContents: return texts::RangeNoContents;
    case RangeFault::EmptyContents: return texts::RangeEmptyContents;
    case RangeFault::NoRange: return texts::RangeNoRange;
    case RangeFault::BadRange: return texts::RangeBadRange;
    case RangeFault::NotFromStart: return texts::RangeNotFromStart;
    case RangeFault::Overlap: return texts::RangeOverlap;
    case RangeFault::GapNotContents: return texts::RangeGap;
    case RangeFault::ContentsElsewhere: return texts::RangeElsewhere;
    case RangeFault::NotRevision: return texts::RangeNotRevision;
    case RangeFault::NotInRevision: break;
  }
  return texts::RangeNotInRevision;
}

}  // namespace gongwen::signatures
