int contourist_nifti_stub(void);
