"""All parameters as one vector."""


def parameters_to_vector(parameters):
    from ... import cat

    return cat([parameter.view(-1) for parameter in parameters])


def vector_to_parameters(vec, parameters):
    place = 0
    for parameter in parameters:
        count = parameter.numel()
        parameter.data = vec[place : place + count].view(parameter.shape).data
        place += count
