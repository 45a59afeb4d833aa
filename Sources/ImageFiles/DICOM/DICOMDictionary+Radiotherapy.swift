extension DICOMDictionary {
  /// The elements of radiotherapy's plans, doses, images and treatment records, which are often written
  /// without kinds: who does not know these can neither keep nor clear them. Those of the second
  /// generation are left out.
  ///
  /// Tag, kind (XS: US or SS) and keyword. Source: DICOM PS3.6.
  static let radiotherapy = """
    30020002SH RTImageLabel  30020003LO RTImageName  30020004ST RTImageDescription
    3002000ACS ReportedValuesOrigin  3002000CCS RTImagePlane
    3002000DDS XRayImageReceptorTranslation  3002000EDS XRayImageReceptorAngle
    30020010DS RTImageOrientation  30020011DS ImagePlanePixelSpacing  30020012DS RTImagePosition
    30020020SH RadiationMachineName  30020022DS RadiationMachineSAD  30020024DS RadiationMachineSSD
    30020026DS RTImageSID  30020028DS SourceToReferenceObjectDistance  30020029IS FractionNumber
    30020030SQ ExposureSequence  30020032DS MetersetExposure  30020034DS DiaphragmPosition
    30020040SQ FluenceMapSequence  30020041CS FluenceDataSource  30020042DS FluenceDataScale
    30020050SQ PrimaryFluenceModeSequence  30020051CS FluenceMode  30020052SH FluenceModeID
    30040001CS DVHType  30040002CS DoseUnits  30040004CS DoseType  30040005CS SpatialTransformOfDose
    30040006LO DoseComment  30040008DS NormalizationPoint  3004000ACS DoseSummationType
    30040010SQ RTDoseROISequence  30040012DS DoseValue  30040014CS TissueHeterogeneityCorrection
    30040040DS DVHNormalizationPoint  30040042DS DVHNormalizationDoseValue  30040050SQ DVHSequence
    30040052DS DVHDoseScaling  30040054CS DVHVolumeUnits  30040056IS DVHNumberOfBins
    30040058DS DVHData  30040060SQ DVHReferencedROISequence  30040062CS DVHROIContributionType
    30040070DS DVHMinimumDose  30040072DS DVHMaximumDose  30040074DS DVHMeanDose
    30060018SQ PredecessorStructureSetSequence  3006002DDT ROIDateTime
    3006002EDT ROIObservationDateTime  30060033CS RTROIRelationship
    30060037SQ ROIDerivationAlgorithmIdentificationSequence  30060049IS AttachedContours
    3006004ASQ SourcePixelPlanesCharacteristicsSequence  3006004BSQ SourceSeriesSequence
    3006004CSQ SourceSeriesInformationSequence  3006004DSQ ROICreatorSequence
    3006004ESQ ROIInterpreterSequence  3006004FSQ ROIObservationContextCodeSequence
    30060088ST ROIObservationDescription  300600A0SQ RelatedRTROIObservationsSequence
    300600B0SQ ROIPhysicalPropertiesSequence  300600B2CS ROIPhysicalProperty
    300600B4DS ROIPhysicalPropertyValue  300600B6SQ ROIElementalCompositionSequence
    300600B7US ROIElementalCompositionAtomicNumber
    300600B8FL ROIElementalCompositionAtomicMassFraction
    300600B9SQ AdditionalRTROIIdentificationCodeSequence
    300600C0SQ FrameOfReferenceRelationshipSequence  300600C2UI RelatedFrameOfReferenceUID
    300600C4CS FrameOfReferenceTransformationType  300600C6DS FrameOfReferenceTransformationMatrix
    300600C8LO FrameOfReferenceTransformationComment  300600C9SQ PatientLocationCoordinatesSequence
    300600CASQ PatientLocationCoordinatesCodeSequence  300600CBSQ PatientSupportPositionSequence
    30080010SQ MeasuredDoseReferenceSequence  30080012ST MeasuredDoseDescription
    30080014CS MeasuredDoseType  30080016DS MeasuredDoseValue
    30080020SQ TreatmentSessionBeamSequence  30080021SQ TreatmentSessionIonBeamSequence
    30080022IS CurrentFractionNumber  30080024DA TreatmentControlPointDate
    30080025TM TreatmentControlPointTime  3008002ACS TreatmentTerminationStatus
    3008002BSH TreatmentTerminationCode  3008002CCS TreatmentVerificationStatus
    30080030SQ ReferencedTreatmentRecordSequence  30080032DS SpecifiedPrimaryMeterset
    30080033DS SpecifiedSecondaryMeterset  30080036DS DeliveredPrimaryMeterset
    30080037DS DeliveredSecondaryMeterset  3008003ADS SpecifiedTreatmentTime
    3008003BDS DeliveredTreatmentTime  30080040SQ ControlPointDeliverySequence
    30080041SQ IonControlPointDeliverySequence  30080042DS SpecifiedMeterset
    30080044DS DeliveredMeterset  30080045FL MetersetRateSet  30080046FL MetersetRateDelivered
    30080047FL ScanSpotMetersetsDelivered  30080048DS DoseRateDelivered
    30080050SQ TreatmentSummaryCalculatedDoseReferenceSequence
    30080052DS CumulativeDoseToDoseReference  30080054DA FirstTreatmentDate
    30080056DA MostRecentTreatmentDate  3008005AIS NumberOfFractionsDelivered
    30080060SQ OverrideSequence  30080061AT ParameterSequencePointer
    30080062AT OverrideParameterPointer  30080063IS ParameterItemIndex
    30080064IS MeasuredDoseReferenceNumber  30080065AT ParameterPointer  30080066ST OverrideReason
    30080067US ParameterValueNumber  30080068SQ CorrectedParameterSequence
    3008006AFL CorrectionValue  30080070SQ CalculatedDoseReferenceSequence
    30080072IS CalculatedDoseReferenceNumber  30080074ST CalculatedDoseReferenceDescription
    30080076DS CalculatedDoseReferenceDoseValue  30080078DS StartMeterset  3008007ADS EndMeterset
    30080080SQ ReferencedMeasuredDoseReferenceSequence
    30080082IS ReferencedMeasuredDoseReferenceNumber
    30080090SQ ReferencedCalculatedDoseReferenceSequence
    30080092IS ReferencedCalculatedDoseReferenceNumber
    300800A0SQ BeamLimitingDeviceLeafPairsSequence  300800A1SQ EnhancedRTBeamLimitingDeviceSequence
    300800A2SQ EnhancedRTBeamLimitingOpeningSequence
    300800A3CS EnhancedRTBeamLimitingDeviceDefinitionFlag
    300800A4FD ParallelRTBeamDelimiterOpeningExtents  300800B0SQ RecordedWedgeSequence
    300800C0SQ RecordedCompensatorSequence  300800D0SQ RecordedBlockSequence
    300800D1SQ RecordedBlockSlabSequence  300800E0SQ TreatmentSummaryMeasuredDoseReferenceSequence
    300800F0SQ RecordedSnoutSequence  300800F2SQ RecordedRangeShifterSequence
    300800F4SQ RecordedLateralSpreadingDeviceSequence  300800F6SQ RecordedRangeModulatorSequence
    30080100SQ RecordedSourceSequence  30080105LO SourceSerialNumber
    30080110SQ TreatmentSessionApplicationSetupSequence  30080116CS ApplicationSetupCheck
    30080120SQ RecordedBrachyAccessoryDeviceSequence
    30080122IS ReferencedBrachyAccessoryDeviceNumber  30080130SQ RecordedChannelSequence
    30080132DS SpecifiedChannelTotalTime  30080134DS DeliveredChannelTotalTime
    30080136IS SpecifiedNumberOfPulses  30080138IS DeliveredNumberOfPulses
    3008013ADS SpecifiedPulseRepetitionInterval  3008013CDS DeliveredPulseRepetitionInterval
    30080140SQ RecordedSourceApplicatorSequence  30080142IS ReferencedSourceApplicatorNumber
    30080150SQ RecordedChannelShieldSequence  30080152IS ReferencedChannelShieldNumber
    30080160SQ BrachyControlPointDeliveredSequence  30080162DA SafePositionExitDate
    30080164TM SafePositionExitTime  30080166DA SafePositionReturnDate
    30080168TM SafePositionReturnTime  30080171SQ PulseSpecificBrachyControlPointDeliveredSequence
    30080172US PulseNumber  30080173SQ BrachyPulseControlPointDeliveredSequence
    30080200CS CurrentTreatmentStatus  30080202ST TreatmentStatusComment
    30080220SQ FractionGroupSummarySequence  30080223IS ReferencedFractionNumber
    30080224CS FractionGroupType  30080230CS BeamStopperPosition
    30080240SQ FractionStatusSummarySequence  30080250DA TreatmentDate  30080251TM TreatmentTime
    300A0002SH RTPlanLabel  300A0003LO RTPlanName  300A0004ST RTPlanDescription
    300A0006DA RTPlanDate  300A0007TM RTPlanTime  300A0009LO TreatmentProtocols
    300A000ACS PlanIntent  300A000BLO TreatmentSites  300A000CCS RTPlanGeometry
    300A000EST PrescriptionDescription  300A0010SQ DoseReferenceSequence
    300A0012IS DoseReferenceNumber  300A0013UI DoseReferenceUID
    300A0014CS DoseReferenceStructureType  300A0015CS NominalBeamEnergyUnit
    300A0016LO DoseReferenceDescription  300A0018DS DoseReferencePointCoordinates
    300A001ADS NominalPriorDose  300A0020CS DoseReferenceType  300A0021DS ConstraintWeight
    300A0022DS DeliveryWarningDose  300A0023DS DeliveryMaximumDose  300A0025DS TargetMinimumDose
    300A0026DS TargetPrescriptionDose  300A0027DS TargetMaximumDose
    300A0028DS TargetUnderdoseVolumeFraction  300A002ADS OrganAtRiskFullVolumeDose
    300A002BDS OrganAtRiskLimitDose  300A002CDS OrganAtRiskMaximumDose
    300A002DDS OrganAtRiskOverdoseVolumeFraction  300A0040SQ ToleranceTableSequence
    300A0042IS ToleranceTableNumber  300A0043SH ToleranceTableLabel  300A0044DS GantryAngleTolerance
    300A0046DS BeamLimitingDeviceAngleTolerance  300A0048SQ BeamLimitingDeviceToleranceSequence
    300A004ADS BeamLimitingDevicePositionTolerance  300A004BFL SnoutPositionTolerance
    300A004CDS PatientSupportAngleTolerance  300A004EDS TableTopEccentricAngleTolerance
    300A004FFL TableTopPitchAngleTolerance  300A0050FL TableTopRollAngleTolerance
    300A0051DS TableTopVerticalPositionTolerance  300A0052DS TableTopLongitudinalPositionTolerance
    300A0053DS TableTopLateralPositionTolerance  300A0054UI TableTopPositionAlignmentUID
    300A0055CS RTPlanRelationship  300A0070SQ FractionGroupSequence  300A0071IS FractionGroupNumber
    300A0072LO FractionGroupDescription  300A0078IS NumberOfFractionsPlanned
    300A0079IS NumberOfFractionPatternDigitsPerDay  300A007AIS RepeatFractionCycleLength
    300A007BLT FractionPattern  300A0080IS NumberOfBeams  300A0082DS BeamDoseSpecificationPoint
    300A0083UI ReferencedDoseReferenceUID  300A0084DS BeamDose  300A0086DS BeamMeterset
    300A0088FL BeamDosePointDepth  300A0089FL BeamDosePointEquivalentDepth
    300A008AFL BeamDosePointSSD  300A008BCS BeamDoseMeaning
    300A008CSQ BeamDoseVerificationControlPointSequence  300A008DFL AverageBeamDosePointDepth
    300A008EFL AverageBeamDosePointEquivalentDepth  300A008FFL AverageBeamDosePointSSD
    300A0090CS BeamDoseType  300A0091DS AlternateBeamDose  300A0092CS AlternateBeamDoseType
    300A0093CS DepthValueAveragingFlag  300A0094DS BeamDosePointSourceToExternalContourDistance
    300A00A0IS NumberOfBrachyApplicationSetups
    300A00A2DS BrachyApplicationSetupDoseSpecificationPoint  300A00A4DS BrachyApplicationSetupDose
    300A00B0SQ BeamSequence  300A00B2SH TreatmentMachineName  300A00B3CS PrimaryDosimeterUnit
    300A00B4DS SourceAxisDistance  300A00B6SQ BeamLimitingDeviceSequence
    300A00B8CS RTBeamLimitingDeviceType  300A00BADS SourceToBeamLimitingDeviceDistance
    300A00BBFL IsocenterToBeamLimitingDeviceDistance  300A00BCIS NumberOfLeafJawPairs
    300A00BEDS LeafPositionBoundaries  300A00C0IS BeamNumber  300A00C2LO BeamName
    300A00C3ST BeamDescription  300A00C4CS BeamType  300A00C5FD BeamDeliveryDurationLimit
    300A00C6CS RadiationType  300A00C7CS HighDoseTechniqueType  300A00C8IS ReferenceImageNumber
    300A00CASQ PlannedVerificationImageSequence
    300A00CCLO ImagingDeviceSpecificAcquisitionParameters  300A00CECS TreatmentDeliveryType
    300A00D0IS NumberOfWedges  300A00D1SQ WedgeSequence  300A00D2IS WedgeNumber
    300A00D3CS WedgeType  300A00D4SH WedgeID  300A00D5IS WedgeAngle  300A00D6DS WedgeFactor
    300A00D7FL TotalWedgeTrayWaterEquivalentThickness  300A00D8DS WedgeOrientation
    300A00D9FL IsocenterToWedgeTrayDistance  300A00DADS SourceToWedgeTrayDistance
    300A00DBFL WedgeThinEdgePosition  300A00DCSH BolusID  300A00DDST BolusDescription
    300A00DEDS EffectiveWedgeAngle  300A00E0IS NumberOfCompensators  300A00E1SH MaterialID
    300A00E2DS TotalCompensatorTrayFactor  300A00E3SQ CompensatorSequence
    300A00E4IS CompensatorNumber  300A00E5SH CompensatorID
    300A00E6DS SourceToCompensatorTrayDistance  300A00E7IS CompensatorRows
    300A00E8IS CompensatorColumns  300A00E9DS CompensatorPixelSpacing
    300A00EADS CompensatorPosition  300A00EBDS CompensatorTransmissionData
    300A00ECDS CompensatorThicknessData  300A00EDIS NumberOfBoli  300A00EECS CompensatorType
    300A00EFSH CompensatorTrayID  300A00F0IS NumberOfBlocks  300A00F2DS TotalBlockTrayFactor
    300A00F3FL TotalBlockTrayWaterEquivalentThickness  300A00F4SQ BlockSequence
    300A00F5SH BlockTrayID  300A00F6DS SourceToBlockTrayDistance
    300A00F7FL IsocenterToBlockTrayDistance  300A00F8CS BlockType  300A00F9LO AccessoryCode
    300A00FACS BlockDivergence  300A00FBCS BlockMountingPosition  300A00FCIS BlockNumber
    300A00FELO BlockName  300A0100DS BlockThickness  300A0102DS BlockTransmission
    300A0104IS BlockNumberOfPoints  300A0106DS BlockData  300A0107SQ ApplicatorSequence
    300A0108SH ApplicatorID  300A0109CS ApplicatorType  300A010ALO ApplicatorDescription
    300A010CDS CumulativeDoseReferenceCoefficient  300A010EDS FinalCumulativeMetersetWeight
    300A0110IS NumberOfControlPoints  300A0111SQ ControlPointSequence  300A0112IS ControlPointIndex
    300A0114DS NominalBeamEnergy  300A0115DS DoseRateSet  300A0116SQ WedgePositionSequence
    300A0118CS WedgePosition  300A011ASQ BeamLimitingDevicePositionSequence
    300A011CDS LeafJawPositions  300A011EDS GantryAngle  300A011FCS GantryRotationDirection
    300A0120DS BeamLimitingDeviceAngle  300A0121CS BeamLimitingDeviceRotationDirection
    300A0122DS PatientSupportAngle  300A0123CS PatientSupportRotationDirection
    300A0124DS TableTopEccentricAxisDistance  300A0125DS TableTopEccentricAngle
    300A0126CS TableTopEccentricRotationDirection  300A0128DS TableTopVerticalPosition
    300A0129DS TableTopLongitudinalPosition  300A012ADS TableTopLateralPosition
    300A012CDS IsocenterPosition  300A012EDS SurfaceEntryPoint  300A0130DS SourceToSurfaceDistance
    300A0131FL AverageBeamDosePointSourceToExternalContourDistance
    300A0132FL SourceToExternalContourDistance  300A0133FL ExternalContourEntryPoint
    300A0134DS CumulativeMetersetWeight  300A0140FL TableTopPitchAngle
    300A0142CS TableTopPitchRotationDirection  300A0144FL TableTopRollAngle
    300A0146CS TableTopRollRotationDirection  300A0148FL HeadFixationAngle
    300A014AFL GantryPitchAngle  300A014CCS GantryPitchRotationDirection
    300A014EFL GantryPitchAngleTolerance  300A0150CS FixationEye  300A0151DS ChairHeadFramePosition
    300A0152DS HeadFixationAngleTolerance  300A0153DS ChairHeadFramePositionTolerance
    300A0154DS FixationLightAzimuthalAngleTolerance  300A0155DS FixationLightPolarAngleTolerance
    300A0180SQ PatientSetupSequence  300A0182IS PatientSetupNumber  300A0183LO PatientSetupLabel
    300A0184LO PatientAdditionalPosition  300A0190SQ FixationDeviceSequence
    300A0192CS FixationDeviceType  300A0194SH FixationDeviceLabel
    300A0196ST FixationDeviceDescription  300A0198SH FixationDevicePosition
    300A0199FL FixationDevicePitchAngle  300A019AFL FixationDeviceRollAngle
    300A01A0SQ ShieldingDeviceSequence  300A01A2CS ShieldingDeviceType
    300A01A4SH ShieldingDeviceLabel  300A01A6ST ShieldingDeviceDescription
    300A01A8SH ShieldingDevicePosition  300A01B0CS SetupTechnique
    300A01B2ST SetupTechniqueDescription  300A01B4SQ SetupDeviceSequence  300A01B6CS SetupDeviceType
    300A01B8SH SetupDeviceLabel  300A01BAST SetupDeviceDescription  300A01BCDS SetupDeviceParameter
    300A01D0ST SetupReferenceDescription  300A01D2DS TableTopVerticalSetupDisplacement
    300A01D4DS TableTopLongitudinalSetupDisplacement  300A01D6DS TableTopLateralSetupDisplacement
    300A0200CS BrachyTreatmentTechnique  300A0202CS BrachyTreatmentType
    300A0206SQ TreatmentMachineSequence  300A0210SQ SourceSequence  300A0212IS SourceNumber
    300A0214CS SourceType  300A0216LO SourceManufacturer  300A0218DS ActiveSourceDiameter
    300A021ADS ActiveSourceLength  300A021BSH SourceModelID  300A021CLO SourceDescription
    300A0222DS SourceEncapsulationNominalThickness
    300A0224DS SourceEncapsulationNominalTransmission  300A0226LO SourceIsotopeName
    300A0228DS SourceIsotopeHalfLife  300A0229CS SourceStrengthUnits
    300A022ADS ReferenceAirKermaRate  300A022BDS SourceStrength
    300A022CDA SourceStrengthReferenceDate  300A022ETM SourceStrengthReferenceTime
    300A0230SQ ApplicationSetupSequence  300A0232CS ApplicationSetupType
    300A0234IS ApplicationSetupNumber  300A0236LO ApplicationSetupName
    300A0238LO ApplicationSetupManufacturer  300A0240IS TemplateNumber  300A0242SH TemplateType
    300A0244LO TemplateName  300A0250DS TotalReferenceAirKerma
    300A0260SQ BrachyAccessoryDeviceSequence  300A0262IS BrachyAccessoryDeviceNumber
    300A0263SH BrachyAccessoryDeviceID  300A0264CS BrachyAccessoryDeviceType
    300A0266LO BrachyAccessoryDeviceName  300A026ADS BrachyAccessoryDeviceNominalThickness
    300A026CDS BrachyAccessoryDeviceNominalTransmission  300A0271DS ChannelEffectiveLength
    300A0272DS ChannelInnerLength  300A0273SH AfterloaderChannelID
    300A0274DS SourceApplicatorTipLength  300A0280SQ ChannelSequence  300A0282IS ChannelNumber
    300A0284DS ChannelLength  300A0286DS ChannelTotalTime  300A0288CS SourceMovementType
    300A028AIS NumberOfPulses  300A028CDS PulseRepetitionInterval  300A0290IS SourceApplicatorNumber
    300A0291SH SourceApplicatorID  300A0292CS SourceApplicatorType  300A0294LO SourceApplicatorName
    300A0296DS SourceApplicatorLength  300A0298LO SourceApplicatorManufacturer
    300A029CDS SourceApplicatorWallNominalThickness
    300A029EDS SourceApplicatorWallNominalTransmission  300A02A0DS SourceApplicatorStepSize
    300A02A1IS ApplicatorShapeReferencedROINumber  300A02A2IS TransferTubeNumber
    300A02A4DS TransferTubeLength  300A02B0SQ ChannelShieldSequence  300A02B2IS ChannelShieldNumber
    300A02B3SH ChannelShieldID  300A02B4LO ChannelShieldName
    300A02B8DS ChannelShieldNominalThickness  300A02BADS ChannelShieldNominalTransmission
    300A02C8DS FinalCumulativeTimeWeight  300A02D0SQ BrachyControlPointSequence
    300A02D2DS ControlPointRelativePosition  300A02D4DS ControlPoint3DPosition
    300A02D6DS CumulativeTimeWeight  300A02E0CS CompensatorDivergence
    300A02E1CS CompensatorMountingPosition  300A02E2DS SourceToCompensatorDistance
    300A02E3FL TotalCompensatorTrayWaterEquivalentThickness
    300A02E4FL IsocenterToCompensatorTrayDistance  300A02E5FL CompensatorColumnOffset
    300A02E6FL IsocenterToCompensatorDistances  300A02E7FL CompensatorRelativeStoppingPowerRatio
    300A02E8FL CompensatorMillingToolDiameter  300A02EASQ IonRangeCompensatorSequence
    300A02EBLT CompensatorDescription  300A0302IS RadiationMassNumber
    300A0304IS RadiationAtomicNumber  300A0306SS RadiationChargeState  300A0308CS ScanMode
    300A0309CS ModulatedScanModeType  300A030AFL VirtualSourceAxisDistances
    300A030CSQ SnoutSequence  300A030DFL SnoutPosition  300A030FSH SnoutID
    300A0312IS NumberOfRangeShifters  300A0314SQ RangeShifterSequence  300A0316IS RangeShifterNumber
    300A0318SH RangeShifterID  300A0320CS RangeShifterType  300A0322LO RangeShifterDescription
    300A0330IS NumberOfLateralSpreadingDevices  300A0332SQ LateralSpreadingDeviceSequence
    300A0334IS LateralSpreadingDeviceNumber  300A0336SH LateralSpreadingDeviceID
    300A0338CS LateralSpreadingDeviceType  300A033ALO LateralSpreadingDeviceDescription
    300A033CFL LateralSpreadingDeviceWaterEquivalentThickness  300A0340IS NumberOfRangeModulators
    300A0342SQ RangeModulatorSequence  300A0344IS RangeModulatorNumber  300A0346SH RangeModulatorID
    300A0348CS RangeModulatorType  300A034ALO RangeModulatorDescription
    300A034CSH BeamCurrentModulationID  300A0350CS PatientSupportType  300A0352SH PatientSupportID
    300A0354LO PatientSupportAccessoryCode  300A0355LO TrayAccessoryCode
    300A0356FL FixationLightAzimuthalAngle  300A0358FL FixationLightPolarAngle
    300A035AFL MetersetRate  300A0360SQ RangeShifterSettingsSequence  300A0362LO RangeShifterSetting
    300A0364FL IsocenterToRangeShifterDistance  300A0366FL RangeShifterWaterEquivalentThickness
    300A0370SQ LateralSpreadingDeviceSettingsSequence  300A0372LO LateralSpreadingDeviceSetting
    300A0374FL IsocenterToLateralSpreadingDeviceDistance  300A0380SQ RangeModulatorSettingsSequence
    300A0382FL RangeModulatorGatingStartValue  300A0384FL RangeModulatorGatingStopValue
    300A0386FL RangeModulatorGatingStartWaterEquivalentThickness
    300A0388FL RangeModulatorGatingStopWaterEquivalentThickness
    300A038AFL IsocenterToRangeModulatorDistance  300A038FFL ScanSpotTimeOffset
    300A0390SH ScanSpotTuneID  300A0391IS ScanSpotPrescribedIndices
    300A0392IS NumberOfScanSpotPositions  300A0393CS ScanSpotReordered
    300A0394FL ScanSpotPositionMap  300A0395CS ScanSpotReorderingAllowed
    300A0396FL ScanSpotMetersetWeights  300A0398FL ScanningSpotSize
    300A0399FL ScanSpotSizesDelivered  300A039AIS NumberOfPaintings
    300A03A0SQ IonToleranceTableSequence  300A03A2SQ IonBeamSequence
    300A03A4SQ IonBeamLimitingDeviceSequence  300A03A6SQ IonBlockSequence
    300A03A8SQ IonControlPointSequence  300A03AASQ IonWedgeSequence
    300A03ACSQ IonWedgePositionSequence  300A0401SQ ReferencedSetupImageSequence
    300A0402ST SetupImageComment  300A0410SQ MotionSynchronizationSequence
    300A0412FL ControlPointOrientation  300A0420SQ GeneralAccessorySequence
    300A0421SH GeneralAccessoryID  300A0422ST GeneralAccessoryDescription
    300A0423CS GeneralAccessoryType  300A0424IS GeneralAccessoryNumber
    300A0425FL SourceToGeneralAccessoryDistance  300A0426DS IsocenterToGeneralAccessoryDistance
    300A0431SQ ApplicatorGeometrySequence  300A0432CS ApplicatorApertureShape
    300A0433FL ApplicatorOpening  300A0434FL ApplicatorOpeningX  300A0435FL ApplicatorOpeningY
    300A0436FL SourceToApplicatorMountingPositionDistance  300A0440IS NumberOfBlockSlabItems
    300A0441SQ BlockSlabSequence  300A0442DS BlockSlabThickness  300A0443US BlockSlabNumber
    300A0450SQ DeviceMotionControlSequence  300A0451CS DeviceMotionExecutionMode
    300A0452CS DeviceMotionObservationMode  300A0453SQ DeviceMotionParameterCodeSequence
    300A0501FL DistalDepthFraction  300A0502FL DistalDepth
    300A0503FL NominalRangeModulationFractions  300A0504FL NominalRangeModulatedRegionDepths
    300A0505SQ DepthDoseParametersSequence  300A0506SQ DeliveredDepthDoseParametersSequence
    300A0507FL DeliveredDistalDepthFraction  300A0508FL DeliveredDistalDepth
    300A0509FL DeliveredNominalRangeModulationFractions
    300A0510FL DeliveredNominalRangeModulatedRegionDepths
    300A0511CS DeliveredReferenceDoseDefinition  300A0512CS ReferenceDoseDefinition
    300C0002SQ ReferencedRTPlanSequence  300C0004SQ ReferencedBeamSequence
    300C0006IS ReferencedBeamNumber  300C0007IS ReferencedReferenceImageNumber
    300C0008DS StartCumulativeMetersetWeight  300C0009DS EndCumulativeMetersetWeight
    300C000ASQ ReferencedBrachyApplicationSetupSequence
    300C000CIS ReferencedBrachyApplicationSetupNumber  300C000EIS ReferencedSourceNumber
    300C0020SQ ReferencedFractionGroupSequence  300C0022IS ReferencedFractionGroupNumber
    300C0040SQ ReferencedVerificationImageSequence  300C0042SQ ReferencedReferenceImageSequence
    300C0050SQ ReferencedDoseReferenceSequence  300C0051IS ReferencedDoseReferenceNumber
    300C0055SQ BrachyReferencedDoseReferenceSequence  300C0060SQ ReferencedStructureSetSequence
    300C006AIS ReferencedPatientSetupNumber  300C0080SQ ReferencedDoseSequence
    300C00A0IS ReferencedToleranceTableNumber  300C00B0SQ ReferencedBolusSequence
    300C00C0IS ReferencedWedgeNumber  300C00D0IS ReferencedCompensatorNumber
    300C00E0IS ReferencedBlockNumber  300C00F0IS ReferencedControlPointIndex
    300C00F2SQ ReferencedControlPointSequence  300C00F4IS ReferencedStartControlPointIndex
    300C00F6IS ReferencedStopControlPointIndex  300C0100IS ReferencedRangeShifterNumber
    300C0102IS ReferencedLateralSpreadingDeviceNumber  300C0104IS ReferencedRangeModulatorNumber
    300C0111SQ OmittedBeamTaskSequence  300C0112CS ReasonForOmission
    300C0113LO ReasonForOmissionDescription  300C0114SQ PrescriptionOverviewSequence
    300C0115FL TotalPrescriptionDose  300C0116SQ PlanOverviewSequence  300C0117US PlanOverviewIndex
    300C0118US ReferencedPlanOverviewIndex  300C0119US NumberOfFractionsIncluded
    300C0120SQ DoseCalibrationConditionsSequence  300C0121FD AbsorbedDoseToMetersetRatio
    300C0122FD DelineatedRadiationFieldSize  300C0123CS DoseCalibrationConditionsVerifiedFlag
    300C0124FD CalibrationReferencePointDepth  300C0125SQ GatingBeamHoldTransitionSequence
    300C0126CS BeamHoldTransition  300C0127DT BeamHoldTransitionDateTime
    300C0128SQ BeamHoldOriginatingDeviceSequence  300C0129CS BeamHoldTransitionTriggerSource
    """
}
