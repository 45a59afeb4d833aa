import Training

print("placeholder")
