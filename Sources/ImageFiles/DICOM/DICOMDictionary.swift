/// What the standard calls an element and how its value is written, for the elements of the modules
/// that are read or written here: patient, study, series, equipment, frame of reference, image plane,
/// pixels, multi-frame functional groups, segmentation, structure set, report, media directory; and of
/// radiotherapy's objects (`radiotherapy`).
///
/// Source: DICOM PS3.6.
enum DICOMDictionary {
  struct Entry {
    /// nil where the representation of the pixels decides between signed and unsigned shorts.
    let vr: DICOMVR?
    let keyword: String
  }

  /// nil for elements that are not in the table.
  static func entry(_ tag: DICOMTag) -> Entry? { entries[tag.rawValue] }

  /// nil for keywords that are not in the table.
  static func tag(_ keyword: String) -> DICOMTag? { tags[keyword] }

  private static let entries: [UInt32: Entry] = {
    var entries: [UInt32: Entry] = [:]
    for line in (table + "\n" + radiotherapy).split(separator: "\n") {
      var words = line.split(separator: " ")[...]
      while let number = words.popFirst(), let keyword = words.popFirst() {
        guard let tag = UInt32(number.prefix(8), radix: 16) else { continue }
        entries[tag] = Entry(
          vr: DICOMVR(rawValue: String(number.suffix(2))), keyword: String(keyword))
      }
    }
    return entries
  }()

  private static let tags: [String: DICOMTag] = Dictionary(
    uniqueKeysWithValues: entries.map { ($0.value.keyword, DICOMTag($0.key)) })

  /// Tag, kind (XS: US or SS) and keyword.
  private static let table = """
    00020000UL FileMetaInformationGroupLength  00020001OB FileMetaInformationVersion
    00020002UI MediaStorageSOPClassUID  00020003UI MediaStorageSOPInstanceUID
    00020010UI TransferSyntaxUID  00020012UI ImplementationClassUID
    00020013SH ImplementationVersionName  00020016AE SourceApplicationEntityTitle
    00041130CS FileSetID  00041200UL OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity
    00041202UL OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity
    00041212US FileSetConsistencyFlag  00041220SQ DirectoryRecordSequence
    00041400UL OffsetOfTheNextDirectoryRecord  00041410US RecordInUseFlag
    00041420UL OffsetOfReferencedLowerLevelDirectoryEntity  00041430CS DirectoryRecordType
    00041500CS ReferencedFileID  00041510UI ReferencedSOPClassUIDInFile
    00041511UI ReferencedSOPInstanceUIDInFile  00041512UI ReferencedTransferSyntaxUIDInFile
    00080001UL LengthToEnd  00080005CS SpecificCharacterSet  00080006SQ LanguageCodeSequence
    00080008CS ImageType  00080010SH RecognitionCode  00080012DA InstanceCreationDate
    00080013TM InstanceCreationTime  00080014UI InstanceCreatorUID  00080016UI SOPClassUID
    00080018UI SOPInstanceUID  00080020DA StudyDate  00080021DA SeriesDate
    00080022DA AcquisitionDate  00080023DA ContentDate  0008002ADT AcquisitionDateTime
    00080030TM StudyTime  00080031TM SeriesTime  00080032TM AcquisitionTime
    00080033TM ContentTime  00080050SH AccessionNumber  00080060CS Modality
    00080061CS ModalitiesInStudy  00080064CS ConversionType  00080068CS PresentationIntentType
    00080070LO Manufacturer  00080080LO InstitutionName  00080081ST InstitutionAddress
    00080090PN ReferringPhysicianName  00080100SH CodeValue  00080102SH CodingSchemeDesignator
    00080103SH CodingSchemeVersion  00080104LO CodeMeaning  00080105CS MappingResource
    00080106DT ContextGroupVersion  0008010FCS ContextIdentifier
    00080121SQ EquivalentCodeSequence  00080201SH TimezoneOffsetFromUTC  00081010SH StationName
    00081030LO StudyDescription  00081032SQ ProcedureCodeSequence  0008103ELO SeriesDescription
    00081040LO InstitutionalDepartmentName  00081048PN PhysiciansOfRecord
    00081050PN PerformingPhysicianName  00081070PN OperatorsName
    00081090LO ManufacturerModelName  00081110SQ ReferencedStudySequence
    00081111SQ ReferencedPerformedProcedureStepSequence  00081115SQ ReferencedSeriesSequence
    00081120SQ ReferencedPatientSequence  00081140SQ ReferencedImageSequence
    0008114ASQ ReferencedInstanceSequence  00081150UI ReferencedSOPClassUID
    00081155UI ReferencedSOPInstanceUID  00081160IS ReferencedFrameNumber
    00081190UR RetrieveURL  00081196US WarningReason  00081197US FailureReason
    00081198SQ FailedSOPSequence  00081199SQ ReferencedSOPSequence
    00082111ST DerivationDescription  00082112SQ SourceImageSequence  00082120SH StageName
    00082122IS StageNumber  00082124IS NumberOfStages  00082127SH ViewName  00082128IS ViewNumber
    00082218SQ AnatomicRegionSequence  00082220SQ AnatomicRegionModifierSequence
    00082228SQ PrimaryAnatomicStructureSequence  00089007CS FrameType
    00089092SQ ReferencedImageEvidenceSequence  00089124SQ DerivationImageSequence
    00089205CS PixelPresentation  00089206CS VolumetricProperties
    00089207CS VolumeBasedCalculationTechnique  00089208CS ComplexImageComponent
    00089209CS AcquisitionContrast  00089215SQ DerivationCodeSequence  00100010PN PatientName
    00100020LO PatientID  00100021LO IssuerOfPatientID  00100030DA PatientBirthDate
    00100032TM PatientBirthTime  00100040CS PatientSex  00101000LO OtherPatientIDs
    00101001PN OtherPatientNames  00101010AS PatientAge  00101020DS PatientSize
    00101030DS PatientWeight  00102160SH EthnicGroup  00104000LT PatientComments
    00120010LO ClinicalTrialSponsorName  00120020LO ClinicalTrialProtocolID
    00120062CS PatientIdentityRemoved  00120063LO DeidentificationMethod
    00120064SQ DeidentificationMethodCodeSequence  00120071LO ClinicalTrialSeriesID
    00180010LO ContrastBolusAgent  00180015CS BodyPartExamined  00180020CS ScanningSequence
    00180021CS SequenceVariant  00180022CS ScanOptions  00180023CS MRAcquisitionType
    00180024SH SequenceName  00180025CS AngioFlag  00180026SQ InterventionDrugInformationSequence
    00180040IS CineRate  00180050DS SliceThickness  00180060DS KVP  00180080DS RepetitionTime
    00180081DS EchoTime  00180082DS InversionTime  00180083DS NumberOfAverages
    00180084DS ImagingFrequency  00180085SH ImagedNucleus  00180086IS EchoNumbers
    00180087DS MagneticFieldStrength  00180088DS SpacingBetweenSlices
    00180089IS NumberOfPhaseEncodingSteps  00180090DS DataCollectionDiameter
    00180091IS EchoTrainLength  00180093DS PercentSampling  00180094DS PercentPhaseFieldOfView
    00180095DS PixelBandwidth  00181000LO DeviceSerialNumber  00181020LO SoftwareVersions
    00181030LO ProtocolName  00181060DS TriggerTime  00181062IS NominalInterval
    00181063DS FrameTime  00181065DS FrameTimeVector  00181088IS HeartRate
    00181090IS CardiacNumberOfImages  00181100DS ReconstructionDiameter
    00181110DS DistanceSourceToDetector  00181111DS DistanceSourceToPatient
    00181120DS GantryDetectorTilt  00181130DS TableHeight  00181140CS RotationDirection
    00181150IS ExposureTime  00181151IS XRayTubeCurrent  00181152IS Exposure
    00181160SH FilterType  00181164DS ImagerPixelSpacing  00181170IS GeneratorPower
    00181190DS FocalSpots  00181200DA DateOfLastCalibration  00181201TM TimeOfLastCalibration
    00181210SH ConvolutionKernel  00181242IS ActualFrameDuration  00181250SH ReceiveCoilName
    00181251SH TransmitCoilName  00181310US AcquisitionMatrix
    00181312CS InPlanePhaseEncodingDirection  00181314DS FlipAngle  00181316DS SAR
    00181318DS dBdt  00182010DS NominalScannedPixelSpacing  00185100CS PatientPosition
    00185101CS ViewPosition  00186011SQ SequenceOfUltrasoundRegions
    00186012US RegionSpatialFormat  00186014US RegionDataType  00186024US PhysicalUnitsXDirection
    00186026US PhysicalUnitsYDirection  0018602CFD PhysicalDeltaX  0018602EFD PhysicalDeltaY
    00189004CS ContentQualification  00189037CS CardiacSynchronizationTechnique
    00189042SQ MRReceiveCoilSequence  00189049SQ MRTransmitCoilSequence
    00189074DT FrameAcquisitionDateTime  00189075CS DiffusionDirectionality
    00189076SQ DiffusionGradientDirectionSequence  00189082FD EffectiveEchoTime
    00189087FD DiffusionBValue  00189089FD DiffusionGradientOrientation
    00189112SQ MRTimingAndRelatedParametersSequence  00189114SQ MREchoSequence
    00189115SQ MRModifierSequence  00189117SQ MRDiffusionSequence
    00189118SQ CardiacSynchronizationSequence  00189119SQ MRAveragesSequence
    00189125SQ MRFOVGeometrySequence  00189151DT FrameReferenceDateTime
    00189152SQ MRMetaboliteMapSequence  00189220FD FrameAcquisitionDuration
    00189226SQ MRImageFrameTypeSequence  00189329SQ CTImageFrameTypeSequence
    00189751SQ PETFrameTypeSequence  0020000DUI StudyInstanceUID  0020000EUI SeriesInstanceUID
    00200010SH StudyID  00200011IS SeriesNumber  00200012IS AcquisitionNumber
    00200013IS InstanceNumber  00200020CS PatientOrientation  00200030DS ImagePosition
    00200032DS ImagePositionPatient  00200035DS ImageOrientation
    00200037DS ImageOrientationPatient  00200050DS Location  00200052UI FrameOfReferenceUID
    00200060CS Laterality  00200062CS ImageLaterality  00200100IS TemporalPositionIdentifier
    00200105IS NumberOfTemporalPositions  00200110DS TemporalResolution
    00200200UI SynchronizationFrameOfReferenceUID  00201002IS ImagesInAcquisition
    00201040LO PositionReferenceIndicator  00201041DS SliceLocation
    00201200IS NumberOfPatientRelatedStudies  00201206IS NumberOfStudyRelatedSeries
    00201208IS NumberOfStudyRelatedInstances  00201209IS NumberOfSeriesRelatedInstances
    00204000LT ImageComments  00209056SH StackID
    00209057UL InStackPositionNumber  00209071SQ FrameAnatomySequence  00209072CS FrameLaterality
    00209111SQ FrameContentSequence  00209113SQ PlanePositionSequence
    00209116SQ PlaneOrientationSequence  00209128UL TemporalPositionIndex
    00209153FD NominalCardiacTriggerDelayTime  00209154FL NominalCardiacTriggerTimePriorToRPeak
    00209156US FrameAcquisitionNumber  00209157UL DimensionIndexValues  00209158LT FrameComments
    00209161UI ConcatenationUID  00209162US InConcatenationNumber
    00209164UI DimensionOrganizationUID
    00209165AT DimensionIndexPointer  00209167AT FunctionalGroupPointer
    00209213LO DimensionIndexPrivateCreator  00209221SQ DimensionOrganizationSequence
    00209222SQ DimensionIndexSequence  00209228UL ConcatenationFrameOffsetNumber
    00209238LO FunctionalGroupPrivateCreator  0020930DFD TemporalPositionTimeOffset
    00209311CS DimensionOrganizationType  00209421LO DimensionDescriptionLabel
    00280002US SamplesPerPixel  00280004CS PhotometricInterpretation
    00280006US PlanarConfiguration  00280008IS NumberOfFrames  00280009AT FrameIncrementPointer
    00280010US Rows  00280011US Columns  00280030DS PixelSpacing  00280031DS ZoomFactor
    00280034IS PixelAspectRatio  00280100US BitsAllocated  00280101US BitsStored
    00280102US HighBit  00280103US PixelRepresentation  00280106XS SmallestImagePixelValue
    00280107XS LargestImagePixelValue  00280108XS SmallestPixelValueInSeries
    00280109XS LargestPixelValueInSeries  00280120XS PixelPaddingValue
    00280121XS PixelPaddingRangeLimit  00280300CS QualityControlImage
    00280301CS BurnedInAnnotation  00280302CS RecognizableVisualFeatures
    00280303CS LongitudinalTemporalInformationModified  00280A02CS PixelSpacingCalibrationType
    0028135ACS SpatialLocationsPreserved
    00281050DS WindowCenter  00281051DS WindowWidth  00281052DS RescaleIntercept
    00281053DS RescaleSlope  00281054LO RescaleType  00281055LO WindowCenterWidthExplanation
    00281056CS VOILUTFunction  00281101XS RedPaletteColorLookupTableDescriptor
    00281102XS GreenPaletteColorLookupTableDescriptor
    00281103XS BluePaletteColorLookupTableDescriptor  00281201OW RedPaletteColorLookupTableData
    00281202OW GreenPaletteColorLookupTableData  00281203OW BluePaletteColorLookupTableData
    00281221OW SegmentedRedPaletteColorLookupTableData  00282110CS LossyImageCompression
    00282112DS LossyImageCompressionRatio  00282114CS LossyImageCompressionMethod
    00283000SQ ModalityLUTSequence  00283002XS LUTDescriptor  00283003LO LUTExplanation
    00283004LO ModalityLUTType  00283006OW LUTData  00283010SQ VOILUTSequence
    00286010US RepresentativeFrameNumber  00289110SQ PixelMeasuresSequence
    00289132SQ FrameVOILUTSequence  00289145SQ PixelValueTransformationSequence
    00321032PN RequestingPhysician  00321060LO RequestedProcedureDescription
    00400007LO ScheduledProcedureStepDescription  00400009SH ScheduledProcedureStepID
    00400244DA PerformedProcedureStepStartDate  00400245TM PerformedProcedureStepStartTime
    00400253SH PerformedProcedureStepID  00400254LO PerformedProcedureStepDescription
    00400275SQ RequestAttributesSequence  004008EASQ MeasurementUnitsCodeSequence
    00401001SH RequestedProcedureID  00409096SQ RealWorldValueMappingSequence
    00409224FD RealWorldValueIntercept  00409225FD RealWorldValueSlope
    0040A010CS RelationshipType  0040A040CS ValueType  0040A043SQ ConceptNameCodeSequence
    0040A050CS ContinuityOfContent  0040A120DT DateTime  0040A123PN PersonName  0040A124UI UID
    0040A160UT TextValue  0040A168SQ ConceptCodeSequence
    0040A170SQ PurposeOfReferenceCodeSequence  0040A300SQ MeasuredValueSequence
    0040A30ADS NumericValue  0040A375SQ CurrentRequestedProcedureEvidenceSequence
    0040A491CS CompletionFlag  0040A493CS VerificationFlag  0040A504SQ ContentTemplateSequence
    0040A730SQ ContentSequence  0040DB00CS TemplateIdentifier
    0040DB73UL ReferencedContentItemIdentifier  00540031US NumberOfPhases
    00540081US NumberOfSlices  00540101US NumberOfTimeSlices  00541000CS SeriesType
    00541001CS Units  00541102CS DecayCorrection  00541330US ImageIndex
    00620001CS SegmentationType  00620002SQ SegmentSequence
    00620003SQ SegmentedPropertyCategoryCodeSequence  00620004US SegmentNumber
    00620005LO SegmentLabel  00620006ST SegmentDescription
    00620007SQ SegmentationAlgorithmIdentificationSequence  00620008CS SegmentAlgorithmType
    00620009LO SegmentAlgorithmName  0062000ASQ SegmentIdentificationSequence
    0062000BUS ReferencedSegmentNumber  0062000CUS RecommendedDisplayGrayscaleValue
    0062000DUS RecommendedDisplayCIELabValue  0062000EUS MaximumFractionalValue
    0062000FSQ SegmentedPropertyTypeCodeSequence  00620010CS SegmentationFractionalType
    00620011SQ SegmentedPropertyTypeModifierCodeSequence  00620013CS SegmentsOverlap
    00620020UT TrackingID  00620021UI TrackingUID  0066002FSQ AlgorithmFamilyCodeSequence
    00660031LO AlgorithmVersion  00660036LO AlgorithmName  00700022FL GraphicData
    00700023CS GraphicType  00700080CS ContentLabel  00700081LO ContentDescription
    00700084PN ContentCreatorName  00880140UI StorageMediaFileSetUID
    00880200SQ IconImageSequence  3004000CDS GridFrameOffsetVector  3004000EDS DoseGridScaling
    30060002SH StructureSetLabel  30060004LO StructureSetName  30060006ST StructureSetDescription
    30060008DA StructureSetDate  30060009TM StructureSetTime
    30060010SQ ReferencedFrameOfReferenceSequence  30060012SQ RTReferencedStudySequence
    30060014SQ RTReferencedSeriesSequence  30060016SQ ContourImageSequence
    30060020SQ StructureSetROISequence  30060022IS ROINumber
    30060024UI ReferencedFrameOfReferenceUID  30060026LO ROIName  30060028ST ROIDescription
    3006002AIS ROIDisplayColor  3006002CDS ROIVolume  30060030SQ RTRelatedROISequence
    30060036CS ROIGenerationAlgorithm  30060038LO ROIGenerationDescription
    30060039SQ ROIContourSequence  30060040SQ ContourSequence  30060042CS ContourGeometricType
    30060044DS ContourSlabThickness  30060045DS ContourOffsetVector
    30060046IS NumberOfContourPoints  30060048IS ContourNumber  30060050DS ContourData
    30060080SQ RTROIObservationsSequence  30060082IS ObservationNumber
    30060084IS ReferencedROINumber  30060085SH ROIObservationLabel
    30060086SQ RTROIIdentificationCodeSequence
    300600A4CS RTROIInterpretedType  300600A6PN ROIInterpreter  300E0002CS ApprovalStatus
    300E0004DA ReviewDate  300E0005TM ReviewTime  300E0008PN ReviewerName
    52009229SQ SharedFunctionalGroupsSequence  52009230SQ PerFrameFunctionalGroupsSequence
    7FE00001OV ExtendedOffsetTable  7FE00002OV ExtendedOffsetTableLengths
    7FE00008OF FloatPixelData  7FE00009OD DoubleFloatPixelData  7FE00010OW PixelData
    FFFCFFFCOB DataSetTrailingPadding
    """
}
