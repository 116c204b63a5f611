#include "sign/signatures/judge.h"

#include <gtest/gtest.h>

namespace {

namespace intake = gongwen::intake;
using gongwen::signatures::Permission;
using gongwen::signatures::permission_of;
using intake::ChangeKind;
using intake::FileChange;
using intake::SignatureFacts;

Permission asked(ChangeKind kind, int certification, bool shows = false, bool has_signer = false) {
  FileChange change{kind, 1, "name"};
  if (shows) change.effect = intake::Effect::Shows;
  return permission_of(change, certification, {}, has_signer);
}

TEST(Permission, NothingButTimeStampsAndValidationDataFollowsACertificationWithoutChanges) {
  for (std::uint64_t i = 0; i < intake::kChangeKinds; ++i) {
    const auto kind = static_cast<ChangeKind>(i);
    const bool is_permitted = kind == ChangeKind::TimestampAdded || kind == ChangeKind::ValidationDataAdded ||
                              kind == ChangeKind::ValidationDataLeftOut || kind == ChangeKind::StructureGrown;
    if (kind == ChangeKind::NotJudged) continue;
    EXPECT_EQ(asked(kind, 1) == Permission::Permitted, is_permitted) << i;
  }
}

TEST(Permission, ValuesAndSignaturesFollowACertificationOfForms) {
  EXPECT_EQ(asked(ChangeKind::FieldValue, 2), Permission::Permitted);
  EXPECT_EQ(asked(ChangeKind::SignatureAdded, 2), Permission::Permitted);
  EXPECT_EQ(asked(ChangeKind::SignatureFieldAdded, 2), Permission::Forbidden);
  EXPECT_EQ(asked(ChangeKind::AnnotationAdded, 2), Permission::Forbidden);
}

TEST(Permission, WhatMayHideTextNeedsASigner) {
  EXPECT_EQ(asked(ChangeKind::AnnotationAdded, 3), Permission::Permitted);
  EXPECT_EQ(asked(ChangeKind::AnnotationAdded, 3, true), Permission::Doubtful);
  EXPECT_EQ(asked(ChangeKind::AnnotationAdded, 3, true, true), Permission::Permitted);
  EXPECT_EQ(asked(ChangeKind::SignatureFieldAdded, 0, true), Permission::Doubtful);
  EXPECT_EQ(asked(ChangeKind::SignatureFieldAdded, 0, true, true), Permission::Permitted);
  EXPECT_EQ(asked(ChangeKind::AnnotationAdded, 2, true, true), Permission::Forbidden);
}

TEST(Permission, WhatActsIsNeverPermitted) {
  for (std::uint64_t i = 0; i < intake::kChangeKinds; ++i) {
    FileChange change{static_cast<ChangeKind>(i)};
    change.effect = intake::Effect::Acts;
    for (const int certification : {0, 1, 2, 3}) {
      EXPECT_EQ(permission_of(change, certification, {}, true), Permission::Forbidden) << i;
    }
  }
}

TEST(Permission, DefaultsOfTheFormMatterWhereFieldsAreDrawnByThem) {
  EXPECT_EQ(asked(ChangeKind::FormDefaults, 0), Permission::Permitted);
  EXPECT_EQ(asked(ChangeKind::FormDefaults, 2), Permission::Permitted);
  EXPECT_EQ(asked(ChangeKind::FormDefaults, 0, true), Permission::Doubtful);
}

TEST(Permission, LockedFieldsKeepTheirValues) {
  SignatureFacts signature;
  signature.lock = {intake::FieldLock::Action::Include, {"person"}, 0};
  const auto of = [&signature](const char* field) {
    return permission_of(FileChange{ChangeKind::FieldValue, 1, field}, 0, signature, false);
  };
  EXPECT_EQ(of("person"), Permission::Forbidden);
  EXPECT_EQ(of("person.name"), Permission::Forbidden);
  EXPECT_EQ(of("personal"), Permission::Permitted);
  signature.lock.action = intake::FieldLock::Action::Exclude;
  EXPECT_EQ(of("person.name"), Permission::Permitted);
  EXPECT_EQ(of("personal"), Permission::Forbidden);
}

TEST(Permission, WhatCannotBeJudgedIsNotPermitted) {
  for (const int certification : {0, 1, 2, 3}) {
    EXPECT_EQ(asked(ChangeKind::NotJudged, certification), Permission::NotJudged);
  }
}

}  // namespace
