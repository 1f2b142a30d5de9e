"""Sequences of different lengths."""


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    from ... import full

    longest = max(s.shape[0] for s in sequences)
    result = full((len(sequences), longest, *sequences[0].shape[1:]), padding_value, dtype=sequences[0].dtype)
    for place, sequence in enumerate(sequences):
        n = sequence.shape[0]
        if padding_side == "right":
            result[place, :n] = sequence
        else:
            result[place, longest - n :] = sequence
    return result if batch_first else result.transpose(0, 1)
