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
    case NotJudgedWhy::Repaired: return texts::SignaturesJudgeRepaired;
    case NotJudgedWhy::Hybrid: return texts::SignaturesJudgeHybrid;
    case NotJudgedWhy::Unusual: return texts::SignaturesJudgeUnusual;
    case NotJudgedWhy::TooLarge: return texts::SignaturesJudgeTooLarge;
    case NotJudgedWhy::TooManyRevisions: return texts::SignaturesJudgeTooMany;
    case NotJudgedWhy::Header: return texts::SignaturesJudgeHeader;
    case NotJudgedWhy::Encrypted: break;
  }
  return texts::SignaturesJudgeEncrypted;
}

TextPair what_changed(const FileChange& change) {
  switch (change.kind) {
    case ChangeKind::SignatureAdded: return texts::SignaturesChangeSignatureAdded.pair(change.field);
    case ChangeKind::SignatureFieldAdded: return texts::SignaturesChangeSignatureFieldAdded.pair(change.field);
    case ChangeKind::EmptySignatureField: return texts::SignaturesChangeEmptySignatureField.pair(change.field);
    case ChangeKind::TimestampAdded: return texts::SignaturesChangeTimestampAdded.pair(change.field);
    case ChangeKind::ValidationDataAdded: return texts::SignaturesChangeValidationAdded;
    case ChangeKind::ValidationDataLeftOut: return texts::SignaturesChangeValidationLeftOut;
    case ChangeKind::ValidationDataRemoved: return texts::SignaturesChangeValidationRemoved;
    case ChangeKind::SignatureRemoved: return texts::SignaturesChangeSignatureRemoved.pair(change.field);
    case ChangeKind::SignatureReplaced: return texts::SignaturesChangeSignatureReplaced.pair(change.field);
    case ChangeKind::SignatureFieldChanged:
      return texts::SignaturesChangeSignatureFieldChanged.pair(change.field, change.detail);
    case ChangeKind::FieldValue:
      return texts::SignaturesChangeFieldValue.pair(change.field, change.before, change.after);
    case ChangeKind::FieldAppearance: return texts::SignaturesChangeFieldAppearance.pair(change.field);
    case ChangeKind::FieldChanged: return texts::SignaturesChangeFieldChanged.pair(change.field, change.detail);
    case ChangeKind::FieldAdded: return texts::SignaturesChangeFieldAdded.pair(change.field);
    case ChangeKind::FieldRemoved: return texts::SignaturesChangeFieldRemoved.pair(change.field);
    case ChangeKind::FormChanged: return texts::SignaturesChangeForm.pair(change.detail);
    case ChangeKind::FormDefaults: return texts::SignaturesChangeFormDefaults.pair(change.detail);
    case ChangeKind::AnnotationAdded: return texts::SignaturesChangeAnnotationAdded.pair(change.detail);
    case ChangeKind::AnnotationChanged: return texts::SignaturesChangeAnnotationChanged.pair(change.detail);
    case ChangeKind::AnnotationRemoved: return texts::SignaturesChangeAnnotationRemoved.pair(change.detail);
    case ChangeKind::PagesChanged: return texts::SignaturesChangePages.pair(change.before, change.after);
    case ChangeKind::PageContents: return texts::SignaturesChangePageContents;
    case ChangeKind::PageFont: return texts::SignaturesChangePageFont;
    case ChangeKind::PageResource: return texts::SignaturesChangePageResource.pair(change.detail);
    case ChangeKind::PageGeometry: return texts::SignaturesChangePageGeometry.pair(change.detail);
    case ChangeKind::PageEntry: return texts::SignaturesChangePageEntry.pair(change.detail);
    case ChangeKind::RootReplaced: return texts::SignaturesChangeRoot.pair(change.detail);
    case ChangeKind::LayersChanged: return texts::SignaturesChangeLayers;
    case ChangeKind::ActionsChanged: return texts::SignaturesChangeActions.pair(change.detail);
    case ChangeKind::AttachmentsChanged: return texts::SignaturesChangeAttachments;
    case ChangeKind::OutlineChanged: return texts::SignaturesChangeOutline;
    case ChangeKind::StructureGrown: return texts::SignaturesChangeStructureGrown;
    case ChangeKind::StructureChanged: return texts::SignaturesChangeStructure;
    case ChangeKind::MetadataChanged: return texts::SignaturesChangeMetadata;
    case ChangeKind::PermissionsChanged: return texts::SignaturesChangePermissions;
    case ChangeKind::CatalogEntry: return texts::SignaturesChangeCatalog.pair(change.detail);
    case ChangeKind::EncryptionChanged: return texts::SignaturesChangeEncryption;
    case ChangeKind::JunkAppended: return texts::SignaturesChangeJunk.pair(change.detail);
    case ChangeKind::NotJudged: break;
  }
  return why_not_judged(change.why);
}

}  // namespace

TextPair words_of(const FileChange& change) {
  TextPair words = what_changed(change);
  if (change.object > 0) words = texts::SignaturesChangeWithObject.pair(words, change.object);
  if (change.page > 0) words = texts::SignaturesChangeOnPage.pair(change.page, words);
  return words;
}

TextPair words_of(NotJudgedWhy why) { return why_not_judged(why); }

TextPair words_of(RangeFault fault) {
  switch (fault) {
    case RangeFault::NoDictionary: return texts::SignaturesRangeNoDictionary;
    case RangeFault::NoContents: return texts::SignaturesRangeNoContents;
    case RangeFault::EmptyContents: return texts::SignaturesRangeEmptyContents;
    case RangeFault::NoRange: return texts::SignaturesRangeNoRange;
    case RangeFault::BadRange: return texts::SignaturesRangeBadRange;
    case RangeFault::NotFromStart: return texts::SignaturesRangeNotFromStart;
    case RangeFault::Overlap: return texts::SignaturesRangeOverlap;
    case RangeFault::GapNotContents: return texts::SignaturesRangeGap;
    case RangeFault::ContentsElsewhere: return texts::SignaturesRangeElsewhere;
    case RangeFault::NotRevision: return texts::SignaturesRangeNotRevision;
    case RangeFault::NotInRevision: break;
  }
  return texts::SignaturesRangeNotInRevision;
}

}  // namespace gongwen::signatures
